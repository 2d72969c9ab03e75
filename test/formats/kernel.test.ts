import * as fc from 'fast-check';
import type { Format } from '../../lib/formats/format';
import { UNSURE } from '../../lib/formats/kernel/kernel';
import { SPAN_KERNELS, type SpanText } from '../../lib/formats/kernel/span-kernel';
import { otlpJson } from '../../lib/formats/otlp-json';
import { OtlpProtoDecoder, otlpProto } from '../../lib/formats/otlp-proto';
import { type SampleSpan, toOtlpJson, toOtlpProto } from './encoders';
import { Choices, slowOtlpJson } from './otlp-json-writer';
import { group } from './otlp-proto-samples';
import { decodeWith, TestSink } from './rows';
import { SPAN } from './samples';

const slowOtlpProto: Format = {
  ...otlpProto,
  decoder: (sink, limits) => new OtlpProtoDecoder(sink, limits, false),
};

/** What the kernel alone reads of `json`: how far it comes, and how many rows that are. */
function readJson(json: string): readonly [position: number, rows: number] {
  const { batch } = new TestSink();
  const bytes = Buffer.from(json);
  const text: SpanText = { bytes, end: bytes.length, peerNumber: () => UNSURE };
  const position = SPAN_KERNELS.of(batch.strings).readJson(text, 0, batch);
  return [position, batch.length];
}

const TRACE = '"traceId":"0af7651916cd43dd8448eb211c80319c"';
const ID = '"spanId":"b7ad6b7169203331"';
const PARENT = '"parentSpanId":"00f067aa0ba902b7"';
const START = '"startTimeUnixNano":"1763647200833417598"';
const END = '"endTimeUnixNano":"1763647200834923146"';
const FIRST = `${TRACE},${ID},${PARENT},"flags":257,"name":"GET /cart","kind":2,${START},${END}`;

describe('the kernel reads spans of JSON', () => {
  it.each([
    ['as the Collector writes them', `{${FIRST},"status":{}}`],
    ['without most fields', `{${TRACE}}`],
    ['with an empty parent', `{${TRACE},${ID},"traceState":"","parentSpanId":""}`],
    ['with a tracestate', `{${TRACE},${ID},"traceState":"a=b, ot=rv:1;th:c","name":"a"}`],
    ['in another order', `{"status":{"code":2},"kind":1,"name":"a",${END},${START},${ID},${TRACE}}`],
    [
      'with a space behind each colon and comma',
      JSON.stringify(JSON.parse(`{${FIRST}}`), null, 0).replaceAll(/[,:](?=")/g, '$& '),
    ],
    [
      'over many lines',
      JSON.stringify(
        JSON.parse(`{${FIRST},"events":[{"a":[1,{}]}],"status":{"message":" a : \\\\ ","code":2}}`),
        null,
        9,
      ),
    ],
    [
      'with white space everywhere, and some that is text',
      `{ \t${TRACE}\r\n,${ID} , "name" : "a  b, c", "events" : [ 1 , true , { } ] }`,
    ],
    ['with a status', `{${FIRST},"status":{"message":"a \\" b \\u00e9 ü","code":2}}`],
    ['with a message alone', `{${FIRST},"status":{"message":"failed"}}`],
    [
      'with attributes of every kind',
      `{${FIRST},"attributes":[{"key":"a","value":{"stringValue":"x"}},{"key":"b","value":{"intValue":"-1"}},` +
        '{"key":"c","value":{"doubleValue":-1.5e+3}},{"key":"d","value":{"boolValue":true}},' +
        '{"key":"e","value":{"arrayValue":{"values":[{"stringValue":"y"},{"boolValue":false}]}}},' +
        '{"key":"","value":{}}],"droppedAttributesCount":3}',
    ],
    ['with events', `{${FIRST},"events":[{"name":"x","attributes":[[],{}]}],"droppedEventsCount":0}`],
    ['with links', `{${FIRST},"links":[{${TRACE}}],"droppedLinksCount":1,"status":{}}`],
  ])('%s', (_, span) => {
    const { length } = Buffer.from(span);
    expect(readJson(span)).toEqual([length, 1]);
    expect(readJson(`${span},${span}]`)).toEqual([2 * length + 1, 2]);
    expect(readJson(`${span},${span},{"name":null}]`)).toEqual([2 * length + 1, 2]);
  });
});

describe('the kernel leaves spans of JSON to others', () => {
  it.each([
    ['with a space within a number', `{ ${TRACE},"kind":1 2}`],
    ['with a line break within a word', `{ ${TRACE},"events":[tr\nue]}`],
    ['with a space between two numbers, over two blocks', `{ ${TRACE},"events":[1${' '.repeat(100)}2]}`],
    ['with white space that JSON does not have', `{ ${TRACE},"events":[\u00a01]}`],
    ['with white space and without its end', `{ ${FIRST} `],
    ['with an unknown member', `{${FIRST},"x":1}`],
    ['with a member that is there twice', `{${FIRST},${TRACE}}`],
    ['with a comma too many', `{${FIRST},}`],
    ['without its end', `{${FIRST}`],
    ['with a broken member', `{${FIRST},"status":{"code":2}`],
    ['with an ID that is no hex', '{"traceId":"0af7651916cd43dd8448eb211c80319g"}'],
    ['with an ID that is too short', '{"spanId":"b7ad6b716920333"}'],
    ['with an escape in its name', '{"name":"a\\nb"}'],
    ['with a name beyond ASCII', '{"name":"ü"}'],
    ['with a line break in its name', '{"name":"a\nb"}'],
    ['with a kind by name', '{"kind":"SPAN_KIND_SERVER"}'],
    ['with a kind that does not exist', '{"kind":6}'],
    ['with a kind of two digits', '{"kind":10}'],
    ['with flags that begin with 0', '{"flags":01}'],
    ['with flags of ten digits', '{"flags":4294967295}'],
    ['with a time as a number', '{"startTimeUnixNano":1763647200833417598}'],
    ['with a time of 18 digits', '{"endTimeUnixNano":"176364720083341759"}'],
    ['with a time with a letter', '{"endTimeUnixNano":"17636472008334175:8"}'],
    ['with an escape in its tracestate', '{"traceState":"ot=\\u0074h:8"}'],
    ['with a tracestate beyond ASCII', '{"traceState":"ü=1,ot=th:8"}'],
    ['with an attribute without a value', '{"attributes":[{"key":"a"}]}'],
    ['with an attribute with a key too many', '{"attributes":[{"key":"a","value":{},"x":1}]}'],
    ['with an escape that does not exist', '{"attributes":[{"key":"a","value":{"stringValue":"\\x"}}]}'],
    ['with half an escape', '{"attributes":[{"key":"a","value":{"stringValue":"\\u12g4"}}]}'],
    ['with a number that is none', '{"events":[-]}'],
    ['with a number that ends in a point', '{"events":[1.]}'],
    ['with a literal that does not exist', '{"events":[nul]}'],
    ['with a bracket of the other kind', '{"events":[{]}'],
    ['with a key that is no string', '{"events":[{1:2}]}'],
    ['nested deeper than it looks', `{"events":${'['.repeat(70)}${']'.repeat(70)}}`],
    [
      'whose callee only others can tell',
      '{"kind":3,"attributes":[{"key":"url.full","value":{"stringValue":"x"}}]}',
    ],
    ['that are none', '"spans"'],
  ])('%s', (_, span) => {
    expect(readJson(span)).toEqual([0, 0]);
  });

  it('behind those that it reads', () => {
    const good = `{${FIRST}}`;
    expect(readJson(`${good},${good},{"name":null}]`)).toEqual([2 * good.length + 1, 2]);
  });
});

/** Some spans, usual and unusual ones, small and so large that no window holds them. */
function spans(seed: number, count: number): SampleSpan[] {
  const choices = new Choices(seed);
  return Array.from({ length: count }, (_, index) => ({
    ...SPAN,
    spanId: (index + 1).toString(16).padStart(16, '0'),
    kind: choices.below(6),
    name: choices.of('GET', 'query', 'GET /api/v1/cart/{id}', 'ü', 'x'.repeat(200), 'a"b', ''),
    isError: choices.one(3),
    hasLink: choices.one(5),
    flags: choices.of(0, 1, 257, 769),
    traceState: choices.of('', '', 'ot=th:8', 'a=b,ot=rv:0123;th:fd70a', 'ü=1,\u00a0ot=th:c', 'ot=\\th:8'),
    attributes: {
      ...choices.of<Record<string, string | number>>(
        {},
        { 'server.address': choices.of('db', 'cache', ''), 'server.port': choices.of(80, 443) },
        { 'peer.service': 'billing', 'url.full': 'http://api:80/x' },
        { 'url.full': 'https://user@shop.example:8443/cart' },
      ),
      filler: 'f'.repeat(choices.of(0, 10, 1000, choices.one(20) ? 140_000 : 5)),
    },
  }));
}

/** The same JSON with white space between some of its tokens. */
function spread(json: string, seed: number): string {
  const choices = new Choices(seed);
  const space = () => choices.of('', '', '', ' ', '\n', '\t', '\r\n  ', ' '.repeat(choices.of(4, 64, 130)));
  return json.replaceAll(/"(?:[^"\\]|\\.)*"|[[\]{},:]|[^"[\]{},:]+/g, (token) => `${token}${space()}`);
}

describe.each([
  [
    'JSON with white space',
    otlpJson,
    slowOtlpJson,
    (groups: readonly SampleSpan[]) =>
      Buffer.from(spread(toOtlpJson([group(groups)]), groups.length + (groups[0]?.name.length ?? 0))),
  ],
  [
    'JSON',
    otlpJson,
    slowOtlpJson,
    (groups: readonly SampleSpan[]) => Buffer.from(toOtlpJson([group(groups)])),
  ],
  ['protobuf', otlpProto, slowOtlpProto, (groups: readonly SampleSpan[]) => toOtlpProto([group(groups)])],
] as const)('with the kernel and without it, %s', (_name, quick, slow, encode) => {
  it('reads the same, over many windows', () => {
    fc.assert(
      fc.property(
        fc.integer(),
        fc.integer({ min: 1, max: 600 }),
        fc.integer({ min: 1000, max: 300_000 }),
        (seed, count, size) => {
          const bytes = encode(spans(seed, count));
          const rows = decodeWith(quick, bytes, { size }).rows;
          expect(rows).toHaveLength(count);
          expect(rows).toEqual(decodeWith(slow, bytes).rows);
        },
      ),
      { numRuns: 30 },
    );
  });

  it('reads and refuses the same where bytes were changed', () => {
    fc.assert(
      fc.property(
        fc.integer(),
        fc.array(fc.tuple(fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 3 }),
        (seed, changes) => {
          const bytes = encode(
            spans(seed, 8).map((span) => ({ ...span, attributes: { ...span.attributes, filler: 'f' } })),
          );
          for (const [at, byte] of changes) bytes[at % bytes.length] = byte;
          const fast = decodeWith(quick, bytes);
          const careful = decodeWith(slow, bytes);
          expect(fast.rows).toEqual(careful.rows);
          expect([...fast.damaged].sort()).toEqual([...careful.damaged].sort());
          expect(fast.rejected).toBe(careful.rejected);
        },
      ),
      { numRuns: 800 },
    );
  });
});
