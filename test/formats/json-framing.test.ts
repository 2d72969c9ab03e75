import { DocumentFramer } from '../../lib/formats/json/framing';

interface Framed {
  readonly documents: [string, number][];
  readonly problems: [string, number, string][];
  readonly damaged: string;
}

interface Options {
  readonly limit?: number;
  readonly complete?: boolean;
  readonly size?: number;
  /** Lines that are JSON are taken by `tryLine`. */
  readonly lines?: boolean;
}

function frame(text: string | Buffer, options: Options = {}): Framed {
  const bytes = Buffer.from(text);
  const { limit = 1000, complete = true, size = bytes.length, lines = false } = options;
  const documents: [string, number][] = [];
  const problems: [string, number, string][] = [];
  let damaged = '';
  const textOf = (buffer: Uint8Array, start: number, end: number): string =>
    Buffer.from(buffer.subarray(start, end)).toString();
  const framer = new DocumentFramer(
    { maxDocumentBytes: limit },
    {
      document: (buffer, start, end, offset) => documents.push([textOf(buffer, start, end), offset]),
      problem: (offset, reason, message) => problems.push([reason, offset, message]),
      damaged(buffer, start, end) {
        damaged += textOf(buffer, start, end);
      },
      ...(lines && {
        tryLine(buffer: Uint8Array, start: number, end: number, offset: number) {
          const line = textOf(buffer, start, end);
          try {
            JSON.parse(line);
          } catch {
            return false;
          }
          documents.push([line.trim(), offset]);
          return true;
        },
      }),
    },
  );
  for (let start = 0; start < bytes.length; start += size) {
    const chunk = Buffer.from(bytes.subarray(start, start + size));
    framer.write(chunk);
    chunk.fill(0xaa);
  }
  framer.end(complete);
  return { documents, problems, damaged };
}

/** Every way of cutting the input into chunks of one size, with and without `tryLine`. */
function framedAnyhow(text: string | Buffer, options: Options = {}): Framed {
  const once = frame(text, options);
  for (const lines of [false, true]) {
    for (let size = 1; size <= Buffer.from(text).length; size++) {
      expect({ size, lines, ...frame(text, { ...options, size, lines }) }).toEqual({ size, lines, ...once });
    }
  }
  return once;
}

const STRING = 'a string holds a line break or another control character';
const VALUE = 'a value begins where none may';
const BRACKET = 'a bracket closes another kind';
const NEITHER = 'neither { nor [ stands where a document should begin';
const MIDDLE = 'ends in the middle of a document';

type Case = [
  name: string,
  input: string,
  documents: [string, number][],
  problems: [string, number, string][],
  damaged: string,
];

describe('whole input', () => {
  const cases: Case[] = [
    ['nothing', '', [], [], ''],
    ['blanks', ' \n\t\r\n', [], [], ''],
    ['one document', '{"a":1}', [['{"a":1}', 0]], [], ''],
    ['one document and a line break', '{"a":1}\n', [['{"a":1}', 0]], [], ''],
    ['a byte order mark', '\ufeff{"a":1}', [['{"a":1}', 3]], [], ''],
    [
      'JSON lines',
      '{"a":1}\n{"b":2}\r\n\n  {"c":3}',
      [
        ['{"a":1}', 0],
        ['{"b":2}', 8],
        ['{"c":3}', 20],
      ],
      [],
      '',
    ],
    [
      'lines of anything after the first',
      '{}\nnull\n]\n',
      [
        ['{}', 0],
        ['null', 3],
        [']', 8],
      ],
      [],
      '',
    ],
    [
      'a line with blanks',
      ' {"a":1} \n{}',
      [
        ['{"a":1}', 1],
        ['{}', 10],
      ],
      [],
      '',
    ],
    [
      'documents over lines',
      '{\n"a":1}\n{"b":\n2}',
      [
        ['{\n"a":1}', 0],
        ['{"b":\n2}', 9],
      ],
      [],
      '',
    ],
    [
      'documents on one line',
      '{"a":1} {"b":2}{}\n{}',
      [
        ['{"a":1}', 0],
        ['{"b":2}', 8],
        ['{}', 15],
        ['{}', 18],
      ],
      [],
      '',
    ],
    [
      'an array',
      '[{"a":1}, {"b":[]} ,\n{}]',
      [
        ['{"a":1}', 1],
        ['{"b":[]}', 10],
        ['{}', 21],
      ],
      [],
      '',
    ],
    ['an empty array', '[ ]', [], [], ''],
    [
      'an array of arrays',
      '[[{}],[]]',
      [
        ['[{}]', 1],
        ['[]', 6],
      ],
      [],
      '',
    ],
    [
      'arrays one after another',
      '[{}]\n[{}]',
      [
        ['{}', 1],
        ['{}', 6],
      ],
      [],
      '',
    ],
    [
      'strings with brackets, quotes and backslashes',
      '{"a":"}\\"{\\\\"}\n{}',
      [
        ['{"a":"}\\"{\\\\"}', 0],
        ['{}', 15],
      ],
      [],
      '',
    ],
    ['escapes over lines', '{\n"\\"":"\\u007b"}', [['{\n"\\"":"\\u007b"}', 0]], [], ''],
    [
      'deep nesting',
      `${'['.repeat(600)}${']'.repeat(600)}`,
      [[`${'['.repeat(599)}${']'.repeat(599)}`, 1]],
      [],
      '',
    ],
  ];
  it.each(cases)('%s', (_, input, documents, problems, damaged) => {
    expect(framedAnyhow(input, { limit: 1500 })).toEqual({ documents, problems, damaged });
  });
});

describe('damage', () => {
  const cases: Case[] = [
    ['rubbish', 'rubbish', [], [['invalid-json', 0, NEITHER]], 'rubbish'],
    [
      'rubbish, then a line',
      'rub\n{"a":1}\n{}',
      [
        ['{"a":1}', 4],
        ['{}', 12],
      ],
      [['invalid-json', 0, NEITHER]],
      'rub\n',
    ],
    [
      'half a line in a string',
      '{"a":"b\n{"a":1}\n{}',
      [
        ['{"a":1}', 8],
        ['{}', 16],
      ],
      [['invalid-json', 0, STRING]],
      '{"a":"b\n',
    ],
    [
      'half a line after a key',
      '{"a":\n{"b":1}\n{"c":2}\n{}',
      [
        ['{"b":1}', 6],
        ['{"c":2}', 14],
        ['{}', 22],
      ],
      [['invalid-json', 0, VALUE]],
      '{"a":\n',
    ],
    [
      'half a line in an array',
      '{"a":[{},\n{"b":1}\n{"c":2}',
      [
        ['{"b":1}', 10],
        ['{"c":2}', 18],
      ],
      [['invalid-json', 0, VALUE]],
      '{"a":[{},\n',
    ],
    [
      'half a line and one line',
      '{"a":[\n{"b":1}',
      [['{"b":1}', 7]],
      [['invalid-json', 0, MIDDLE]],
      '{"a":[\n',
    ],
    [
      'half a line in a number',
      '{"a":12\n{"b":1}',
      [['{"b":1}', 8]],
      [['invalid-json', 0, VALUE]],
      '{"a":12\n',
    ],
    ["an object in a key's place", '{{}\n{}', [['{}', 4]], [['invalid-json', 0, VALUE]], '{{}\n'],
    ['a wrong bracket', '{"a":[}\n}\n{}', [['{}', 10]], [['invalid-json', 0, BRACKET]], '{"a":[}\n}\n'],
    ['the end in a document', '{"a":\n1', [], [['invalid-json', 0, MIDDLE]], '{"a":\n1'],
    ['the end in a second document', '{\n}\n{"a"', [['{\n}', 0]], [['invalid-json', 4, MIDDLE]], '{"a"'],
    ['the end in an array', '[{},', [['{}', 1]], [['invalid-json', 4, 'ends in the middle of an array']], ''],
    ['the end in an element', '[{},\n{"a', [['{}', 1]], [['invalid-json', 5, MIDDLE]], '{"a'],
    [
      'a bracket too many',
      '{\n}}\n{}',
      [
        ['{\n}', 0],
        ['{}', 5],
      ],
      [['invalid-json', 3, NEITHER]],
      '}\n',
    ],
    ['a number in an array', '[1,\n{}]', [['{}', 4]], [['invalid-json', 1, NEITHER]], '1,\n'],
    [
      'elements without a comma',
      '[{} {}]\n{}',
      [
        ['{}', 1],
        ['{}', 8],
      ],
      [['invalid-json', 4, NEITHER]],
      '{}]\n',
    ],
    [
      'an array after damage',
      '[{"a":"\n{},\n{"b":1}\n{}\n]',
      [
        ['{}', 8],
        ['{"b":1}', 12],
        ['{}', 20],
      ],
      [['invalid-json', 1, STRING]],
      '{"a":"\n',
    ],
    [
      'the last element of an array',
      '[\n{},\n{"a":"\n]\n[{}]',
      [
        ['{}', 2],
        ['{}', 16],
      ],
      [['invalid-json', 6, STRING]],
      '{"a":"\n',
    ],
    [
      'an array in lines',
      '{}\n[{"a":1},\n{}',
      [
        ['{}', 0],
        ['[{"a":1},', 3],
        ['{}', 13],
      ],
      [],
      '',
    ],
    ['damage without another line', '{\n"a":"\n}', [], [['invalid-json', 0, STRING]], '{\n"a":"\n}'],
    [
      'documents over lines after damage',
      '{"a":"\n{\n"b":1}\n{}',
      [
        ['{\n"b":1}', 7],
        ['{}', 16],
      ],
      [['invalid-json', 0, STRING]],
      '{"a":"\n',
    ],
  ];
  it.each(cases)('%s', (_, input, documents, problems, damaged) => {
    expect(framedAnyhow(input)).toEqual({ documents, problems, damaged });
  });

  it('reads again no more than a share of what it read', () => {
    // Each line could begin a document, and none of them ends: only some are tried.
    const { problems } = frame('{"a":\n'.repeat(3000), { limit: 100_000 });
    expect(problems.length).toBeLessThan(10);
    const many = frame('[\n'.repeat(100_000), { limit: 1_000_000, size: 1000 });
    expect(many.problems.length).toBeLessThan(10);
  });
});

describe('input that breaks off', () => {
  const cases: Case[] = [
    ['in the first line', '{"a":', [], [], '{"a":'],
    ['after the first line', '{"a":1}', [['{"a":1}', 0]], [], ''],
    ['in a later line', '{}\n{"a":', [['{}', 0]], [], '{"a":'],
    [
      'after a later line',
      '{}\n{"a":1} ',
      [
        ['{}', 0],
        ['{"a":1}', 3],
      ],
      [],
      '',
    ],
    ['in a blank', '{}\n  ', [['{}', 0]], [], '  '],
    ['in a document over lines', '{\n}\n{"a"\n', [['{\n}', 0]], [], '{"a"\n'],
    ['in an array', '[{},', [['{}', 1]], [], ''],
  ];
  it.each(cases)('%s', (_, input, documents, problems, damaged) => {
    expect(framedAnyhow(input, { complete: false })).toEqual({ documents, problems, damaged });
  });

  it('in two bytes of a byte order mark', () => {
    const mark = Buffer.from('efbb', 'hex');
    expect(frame(mark).problems).toEqual([['invalid-json', 0, NEITHER]]);
    expect(frame(mark, { size: 1, complete: false }).problems).toEqual([['invalid-json', 0, NEITHER]]);
    expect(frame(Buffer.from('efbb7b7d', 'hex'), { size: 1 }).problems).toEqual([
      ['invalid-json', 0, NEITHER],
    ]);
  });
});

describe('documents that are too large', () => {
  const large = (text: string): string => `{"a":"${text.repeat(20)}"}`;
  const message = 'a document of more than 20 bytes';
  const cases: Case[] = [
    [
      'the first line',
      `${large('x')}\n{}\n{}`,
      [
        ['{}', 29],
        ['{}', 32],
      ],
      [['too-large', 0, message]],
      large('x'),
    ],
    [
      'a later line',
      `{}\n${large('x')}\n{}`,
      [
        ['{}', 0],
        ['{}', 32],
      ],
      [['too-large', 3, message]],
      large('x'),
    ],
    ['the last line', `{}\n${large('x')}`, [['{}', 0]], [['too-large', 3, message]], large('x')],
    [
      'as large as may be',
      '{"a":"12345678901"} \n{}',
      [
        ['{"a":"12345678901"}', 0],
        ['{}', 21],
      ],
      [],
      '',
    ],
    [
      'over lines',
      `{\n}\n${large('x')}\n{}`,
      [
        ['{\n}', 0],
        ['{}', 33],
      ],
      [['too-large', 4, message]],
      large('x'),
    ],
    [
      'in an array',
      `[{},${large('x')},{}]`,
      [
        ['{}', 1],
        ['{}', 33],
      ],
      [['too-large', 4, message]],
      large('x'),
    ],
    [
      'and without an end',
      `{\n"a":"${'x'.repeat(30)}`,
      [],
      [['too-large', 0, message]],
      `{\n"a":"${'x'.repeat(30)}`,
    ],
    [
      'and damaged',
      `{"a":"${'x'.repeat(30)}\n{}\n{}`,
      [
        ['{}', 37],
        ['{}', 40],
      ],
      [['too-large', 0, message]],
      `{"a":"${'x'.repeat(30)}\n`,
    ],
    [
      'damaged at a line that begins one',
      `{"a":["${'x'.repeat(30)}"\n{}\n{}`,
      [
        ['{}', 39],
        ['{}', 42],
      ],
      [['too-large', 0, message]],
      `{"a":["${'x'.repeat(30)}"\n`,
    ],
  ];
  it.each(cases)('%s', (_, input, documents, problems, damaged) => {
    expect(framedAnyhow(input, { limit: 20 })).toEqual({ documents, problems, damaged });
  });
});

it('keeps no more than a document, and gives a large buffer back', () => {
  const large = `{"a":"${'x'.repeat(17_000_000)}"}\n{}\n`;
  const { documents } = frame(large, { limit: 20_000_000, size: 1_000_000 });
  expect(documents.map(([text]) => text.length)).toEqual([17_000_008, 2]);
});
