import { Choices, type Style, Writer } from './otlp-json-writer';

function style(choices: Choices, lines: boolean): Style {
  return {
    space: choices.of(0, 0, 3, 20),
    lines,
    escape: choices.of(0, 0, 100, 1000),
    odd: choices.of(0, 30, 100, 500),
    shuffle: choices.one(2),
  };
}

/** Some documents as JSON lines, one after another over lines, or as an array. */
export function archive(seed: number): Buffer {
  const choices = new Choices(seed);
  const layout = choices.of('lines', 'lines', 'documents', 'array');
  const writer = new Writer(choices, style(choices, layout !== 'lines'));
  const documents = Array.from({ length: 1 + choices.below(4) }, () => writer.document());
  if (layout === 'array') return Buffer.from(`[${documents.join(choices.of(',', ',\n', '\n,'))}]`);
  // The first document tells whether these are lines.
  if (layout === 'documents') documents[0] = documents[0]!.replace('{', '{\n');
  return Buffer.from(documents.join('\n') + choices.of('', '\n', '\r\n\n'));
}

/** The same with some bytes changed, left out or put in. */
export function mutated(bytes: Buffer, seed: number): Buffer {
  const choices = new Choices(seed);
  let result = bytes;
  for (let count = 1 + choices.below(3); count > 0; count--) {
    const at = choices.below(result.length + 1);
    const to = Math.min(result.length, at + choices.of(1, 1, 2, 5, 50));
    const byte = choices.of(choices.below(256), ...Buffer.from('{}[]",:\\\n \t0-.eEu\0'));
    const middle = choices.of(Buffer.from([byte]), Buffer.alloc(0), result.subarray(at, to));
    const rest = choices.one(3) ? result.subarray(at) : result.subarray(to);
    result = choices.one(20) ? result.subarray(0, at) : Buffer.concat([result.subarray(0, at), middle, rest]);
  }
  return result;
}
