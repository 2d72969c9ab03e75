import * as fc from 'fast-check';
import { otlpJson } from '../../lib/formats/otlp-json';
import { Choices, type Style, slowOtlpJson, Writer } from './otlp-json-writer';
import { decodeWith, type TestSink } from './rows';

const RUNS = 300;

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
function archive(seed: number): Buffer {
  const choices = new Choices(seed);
  const layout = choices.of('lines', 'lines', 'documents', 'array');
  const writer = new Writer(choices, style(choices, layout !== 'lines'));
  const documents = Array.from({ length: 1 + choices.below(4) }, () => writer.document());
  if (layout === 'array') return Buffer.from(`[${documents.join(choices.of(',', ',\n', '\n,'))}]`);
  // The first document tells whether these are lines.
  if (layout === 'documents') documents[0] = documents[0]!.replace('{', '{\n');
  return Buffer.from(documents.join('\n') + choices.of('', '\n', '\r\n\n'));
}

/** Everything that a reader told, but for where in a document a wrong field stands: only the scanner knows that. */
function outcome(sink: TestSink): unknown {
  const problems = sink.problems.map(({ offset, reason, message }) => [
    reason === 'invalid-field' ? -1 : offset,
    reason,
    message,
  ]);
  return {
    rows: sink.rows,
    problems: problems.map((problem) => JSON.stringify(problem)).sort(),
    skipped: sink.skipped,
    rejected: sink.rejected,
    damaged: [...sink.damaged].sort(),
    invalid: [...new Set(sink.invalid)].sort(),
  };
}

function mutated(bytes: Buffer, seed: number): Buffer {
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

describe('the scanner and JSON.parse', () => {
  it('read the same from documents of any style', () => {
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const bytes = archive(seed);
        const sink = decodeWith(otlpJson, bytes);
        expect(outcome(sink)).toEqual(outcome(decodeWith(slowOtlpJson, bytes)));
        expect(sink.told.filter(([reason]) => reason !== 'invalid-field')).toEqual([]);
      }),
      { numRuns: RUNS },
    );
  });

  it('read and refuse the same where bytes were changed', () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer(), fc.boolean(), (seed, mutation, complete) => {
        const bytes = mutated(archive(seed), mutation);
        const fast = decodeWith(otlpJson, bytes, { complete });
        expect(outcome(fast)).toEqual(outcome(decodeWith(slowOtlpJson, bytes, { complete })));
      }),
      { numRuns: RUNS * 3 },
    );
  });
});

describe('chunks', () => {
  it('of any size give the same, with the same offsets', () => {
    fc.assert(
      fc.property(
        fc.integer(),
        fc.integer(),
        fc.integer({ min: 1, max: 300 }),
        fc.boolean(),
        (seed, mutation, size, complete) => {
          const whole = archive(seed);
          const bytes = mutation % 2 === 0 ? whole : mutated(whole, mutation);
          const pieces = decodeWith(otlpJson, bytes, { size, complete });
          const once = decodeWith(otlpJson, bytes, { complete });
          expect(pieces.rows).toEqual(once.rows);
          expect(pieces.problems).toEqual(once.problems);
          expect(outcome(pieces)).toEqual(outcome(once));
        },
      ),
      { numRuns: RUNS },
    );
  });

  it('end and begin at every position', () => {
    const bytes = archive(7);
    const expected = outcome(decodeWith(otlpJson, bytes));
    for (let size = 1; size < Math.min(400, bytes.length); size++) {
      expect(outcome(decodeWith(otlpJson, bytes, { size }))).toEqual(expected);
    }
  });
});

it('limits count the same however the bytes come', () => {
  fc.assert(
    fc.property(
      fc.integer(),
      fc.integer({ min: 1, max: 3000 }),
      fc.integer({ min: 1, max: 700 }),
      (seed, limit, size) => {
        const bytes = archive(seed);
        const once = decodeWith(otlpJson, bytes, { maxDocumentBytes: limit });
        const pieces = decodeWith(otlpJson, bytes, { maxDocumentBytes: limit, size });
        expect(pieces.rows).toEqual(once.rows);
        expect(pieces.told).toEqual(once.told);
      },
    ),
    { numRuns: RUNS },
  );
});
