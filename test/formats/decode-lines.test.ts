import { gzipSync } from 'node:zlib';
import { type DecodeResult, decodeObject, type ObjectLimits } from '../../lib/formats/decode';
import { decodeLines } from '../../lib/formats/decode-lines';
import { toJaegerJson, toOtlpJson, toZipkinSpans } from './encoders';
import { TestSink } from './rows';
import { SPAN } from './samples';
import { pieces } from './stored-samples';

const LIMITS: ObjectLimits = { maxObjectBytes: 50_000_000, maxDocumentBytes: 1_000_000 };

/** One request with two spans, the ID of the first of which is `number`. */
function groups(number: number) {
  const spanId = (number + 1).toString(16).padStart(16, '0');
  return [{ resource: { 'service.name': 'cart' }, spans: [{ ...SPAN, spanId }, SPAN] }];
}

const LINES: readonly (readonly [string, (number: number) => string])[] = [
  ['otlp-json', (number) => toOtlpJson(groups(number))],
  ['jaeger-json', (number) => toJaegerJson(groups(number))],
  // A span a line: what begins with a bracket is not taken for JSON lines.
  ['zipkin-json', (number) => JSON.stringify(toZipkinSpans(groups(number))[0])],
];
/** More than is looked at to tell the format. */
const MANY = 600;

/** What an object came to: all rows, and what was told of it. */
interface Read {
  readonly spanIds: readonly string[];
  readonly told: readonly [string, number][];
  readonly damaged: readonly string[];
  readonly decodedBytes: number;
  readonly storedBytes: number;
}

function readOf(sink: TestSink, { decodedBytes, storedBytes }: DecodeResult): Read {
  const spanIds = sink.rows.map(({ spanId }) => spanId);
  return { spanIds, told: sink.told, damaged: [...sink.damaged], decodedBytes, storedBytes };
}

/** Reads an object in parts: the first to the border behind what was read when it asks. */
async function inParts(bytes: Buffer, partBytes: number, size: number): Promise<Read[]> {
  const cuts: { format: string; from: number }[] = [];
  const sink = new TestSink();
  const begun = await decodeObject(pieces(bytes, size), sink, LIMITS, {
    byLines(format, read) {
      const from = (Math.floor(read / partBytes) + 1) * partBytes;
      cuts.push({ format, from });
      return from;
    },
  });
  const read = [readOf(sink, begun)];
  expect(cuts.length).toBeLessThanOrEqual(1);
  for (const { format, from: first } of cuts) {
    for (let from = first; from < bytes.length; from += partBytes) {
      const part = new TestSink();
      const stored = pieces(bytes.subarray(from - 1), size);
      const to = Math.min(bytes.length, from + partBytes);
      read.push(readOf(part, await decodeLines(stored, { format, from, to }, part, LIMITS)));
    }
  }
  return read;
}

async function whole(bytes: Buffer): Promise<Read> {
  const sink = new TestSink();
  return readOf(sink, await decodeObject(pieces(bytes, 10_000), sink, LIMITS));
}

const joined = (parts: readonly Read[]): Read => ({
  spanIds: parts.flatMap(({ spanIds }) => spanIds),
  told: parts.flatMap(({ told }) => told),
  damaged: [...new Set(parts.flatMap(({ damaged }) => damaged))],
  decodedBytes: parts.reduce((sum, part) => sum + part.decodedBytes, 0),
  storedBytes: parts.reduce((sum, part) => sum + part.storedBytes, 0),
});

describe.each(LINES)('lines of %s', (_, lineOf) => {
  const lines = Array.from({ length: MANY }, (_, number) => lineOf(number));

  test.each([
    ['as they are', lines.map((line) => `${line}\n`).join('')],
    ['with CRLF, and none behind the last', lines.join('\r\n')],
    ['with blank ones', lines.map((line) => `\n \n${line}\n`).join('')],
    [
      'of which some are damaged',
      lines.map((line, at) => `${at % 7 === 5 ? line.slice(0, -9) : line}\n`).join(''),
    ],
  ])('%s', async (_, text) => {
    const bytes = Buffer.from(text);
    const expected = await whole(bytes);
    expect(new Set(expected.spanIds).size).toBeGreaterThanOrEqual(0.85 * MANY);
    for (const [partBytes, size] of [
      [211, 333],
      [5000, 997],
      [20_000, 70_000],
    ] as const) {
      const parts = await inParts(bytes, partBytes, size);
      expect(parts.length).toBeGreaterThan(2);
      expect(joined(parts)).toEqual(expected);
    }
  });

  test('one that is too large, in the middle', async () => {
    const before = lines.map((line) => `${line}\n`).join('');
    const bytes = Buffer.from(`${before}${lines[1]}${' '.repeat(1_000_000)}{}\n${lines[2]}\n${lines[3]}`);
    const expected = await whole(bytes);
    expect(expected.told).toEqual([['too-large', before.length]]);
    for (const partBytes of [5000, 300_000]) {
      expect(joined(await inParts(bytes, partBytes, 3000))).toEqual(expected);
    }
  });
});

describe('an object that is read from its first byte to its last', () => {
  const line = LINES[0]![1](0);
  const spread = JSON.stringify(JSON.parse(line), null, 1);
  test.each([
    ['documents that span lines', Buffer.from(`${spread}\n`.repeat(MANY))],
    ['an array with each element on a line', Buffer.from(`[\n${Array(MANY).fill(line).join(',\n')}\n]`)],
    ['lines that are compressed', gzipSync(`${line}\n`.repeat(MANY))],
  ])('%s', async (_, bytes) => {
    const sink = new TestSink();
    const byLines = jest.fn(() => 1000);
    const result = await decodeObject(pieces(bytes, 100), sink, LIMITS, { byLines });
    expect(byLines).not.toHaveBeenCalled();
    expect(sink.rows).toHaveLength(2 * MANY);
    expect(result).toMatchObject({ storedBytes: bytes.length, complete: true });
  });
});

describe('a part', () => {
  const bytes = Buffer.from(Array.from({ length: 10 }, (_, number) => `${LINES[0]![1](number)}\n`).join(''));
  const part = { format: 'otlp-json', from: 100, to: bytes.length };

  test('hands on after each piece', async () => {
    let calls = 0;
    const afterChunk = async () => void calls++;
    await decodeLines(pieces(bytes.subarray(99), 1000), part, new TestSink(), LIMITS, { afterChunk });
    // Of each piece, but the first lines of none before the end of the line at hand; and at the end.
    expect(calls).toBe(
      Math.ceil((bytes.length - 99) / 1000) + 1 - Math.floor((bytes.indexOf('\n') - 99) / 1000),
    );
  });

  test('that breaks off tells what was read of it', async () => {
    async function* broken() {
      yield bytes.subarray(99, 3 * (bytes.length / 10) + 50);
      throw new Error('the disk is gone');
    }
    const told: DecodeResult[] = [];
    const sink = new TestSink();
    const reading = decodeLines(broken(), part, sink, LIMITS, { brokenOff: (result) => told.push(result) });
    await expect(reading).rejects.toThrow('the disk is gone');
    expect(sink.rows).toHaveLength(4);
    expect(sink.problems).toEqual([]);
    expect(told).toMatchObject([{ format: 'otlp-json', complete: false }]);
  });

  test('of a format that is not known', async () => {
    const reading = decodeLines(pieces(bytes, 10), { ...part, format: 'csv' }, new TestSink(), LIMITS);
    await expect(reading).rejects.toThrow('there is no format csv');
  });
});
