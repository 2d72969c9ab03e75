import { otlpJson } from '../../lib/formats/otlp-json';
import { slowOtlpJson } from './otlp-json-writer';
import { decodeWith, type TestSink } from './rows';

const TRACE = '0af7651916cd43dd8448eb211c80319c';
const OTHER = '4bf92f3577b34da6a3ce929d0e0e4736';
const SPAN = 'b7ad6b7169203331';

const spanOf = (members: string): string => `{"traceId":"${TRACE}","spanId":"${SPAN}"${members}}`;
const GOOD = `{"traceId":"${OTHER}","spanId":"${SPAN}"}`;
const documentOf = (...spans: string[]): string =>
  `{"resourceSpans":[{"resource":{},"scopeSpans":[{"spans":[${spans.join(',')}]}]}]}`;

/** Both ways of reading, which must agree in all but the offsets of wrong fields. */
function decode(text: string | Buffer, complete = true): TestSink {
  const fast = decodeWith(otlpJson, Buffer.from(text), { complete });
  const slow = decodeWith(slowOtlpJson, Buffer.from(text), { complete });
  expect([fast.rows, fast.rejected, fast.damaged]).toEqual([slow.rows, slow.rejected, slow.damaged]);
  expect(fast.problems.map(({ message }) => message)).toEqual(slow.problems.map(({ message }) => message));
  return fast;
}

describe('a span with a field of the wrong type is left out', () => {
  it.each([
    [',"startTimeUnixNano":"abc"', 'startTimeUnixNano: expected a 64-bit unsigned integer, found "abc"'],
    [',"startTimeUnixNano":""', 'startTimeUnixNano: expected a 64-bit unsigned integer, found ""'],
    [
      ',"startTimeUnixNano":"18446744073709551616"',
      'startTimeUnixNano: expected a 64-bit unsigned integer, found "18446744073709551616"',
    ],
    [
      ',"startTimeUnixNano":18446744073709551616',
      'startTimeUnixNano: expected a 64-bit unsigned integer, found 18446744073709551616',
    ],
    [',"startTimeUnixNano":1.5', 'startTimeUnixNano: expected a 64-bit unsigned integer, found 1.5'],
    [',"startTimeUnixNano":-1', 'startTimeUnixNano: expected a 64-bit unsigned integer, found -1'],
    [',"startTimeUnixNano":"-1"', 'startTimeUnixNano: expected a 64-bit unsigned integer, found "-1"'],
    [
      ',"startTimeUnixNano":"17820366446366683x5"',
      'startTimeUnixNano: expected a 64-bit unsigned integer, found "17820366446366683x5"',
    ],
    [',"endTimeUnixNano":true', 'endTimeUnixNano: expected a 64-bit unsigned integer, found true'],
    [',"end_time_unix_nano":[]', 'endTimeUnixNano: expected a 64-bit unsigned integer, found an array'],
    [',"parentSpanId":5', 'parentSpanId: expected a string, found 5'],
    [',"name":{}', 'name: expected a string, found an object'],
    [',"kind":"CLIENT"', 'kind: expected a span kind, found "CLIENT"'],
    [',"kind":1.5', 'kind: expected a span kind, found 1.5'],
    [',"kind":[]', 'kind: expected a span kind, found an array'],
    [',"flags":-1', 'flags: expected a 32-bit unsigned integer, found -1'],
    [',"flags":4294967296', 'flags: expected a 32-bit unsigned integer, found 4294967296'],
    [',"flags":"x"', 'flags: expected a 32-bit unsigned integer, found "x"'],
    [',"traceState":5', 'traceState: expected a string, found 5'],
    [',"links":{}', 'links: expected an array, found an object'],
    [',"status":5', 'status: expected an object, found 5'],
    [',"status":{"code":"ERROR"}', 'status.code: expected a status code, found "ERROR"'],
    [',"status":{"code":{}}', 'status.code: expected a status code, found an object'],
    [',"kind":3,"attributes":{}', 'attributes: expected an array, found an object'],
    [',"kind":3,"attributes":[5]', 'attributes: expected an object, found 5'],
    [',"kind":3,"attributes":[{"key":5}]', 'attributes.key: expected a string, found 5'],
    [',"attributes":[{"key":"a","value":5}],"kind":4', 'attributes.value: expected an object, found 5'],
    [
      `,"startTimeUnixNano":"${'9'.repeat(50)}"`,
      `startTimeUnixNano: expected a 64-bit unsigned integer, found "${'9'.repeat(40)}..."`,
    ],
  ])('%s', (members, message) => {
    const text = documentOf(GOOD, spanOf(members), GOOD);
    const sink = decode(`{}\n${text}\n${documentOf(GOOD)}`);
    expect(sink.problems).toEqual([
      { offset: 3 + text.indexOf(TRACE) - '{"traceId":"'.length, reason: 'invalid-field', message },
    ]);
    expect(sink.rejected).toBe(1);
    expect([...sink.damaged]).toEqual([TRACE]);
    expect(sink.rows.map(({ traceId }) => traceId)).toEqual([OTHER, OTHER, OTHER]);
  });

  it.each([
    ['{"traceId":5}', 'traceId: expected a string, found 5'],
    ['{"traceId":"abc","spanId":[]}', 'spanId: expected a string, found an array'],
    ['5', 'span: expected an object, found 5'],
    ['[]', 'span: expected an object, found an array'],
    ['"x"', 'span: expected an object, found "x"'],
  ])('%s, which names no trace', (span, message) => {
    const sink = decode(documentOf(span, GOOD));
    expect(sink.problems.map((problem) => problem.message)).toEqual([message]);
    expect([sink.rejected, sink.damaged.size, sink.rows.length, sink.invalid.length]).toEqual([1, 0, 1, 0]);
  });
});

describe('a container of the wrong type is passed over', () => {
  it.each([
    ['{"resourceSpans":5}', 'resourceSpans: expected an array, found 5', 0],
    ['{"resourceSpans":[5]}', 'resourceSpans: expected an object, found 5', 0],
    [
      `{"resourceSpans":[{"scopeSpans":"x"},{"scopeSpans":[{"spans":[${GOOD}]}]}]}`,
      'scopeSpans: expected an array, found "x"',
      1,
    ],
    [
      `{"resourceSpans":[{"scopeSpans":[[],{"spans":[${GOOD}]}]}]}`,
      'scopeSpans: expected an object, found an array',
      1,
    ],
    [
      `{"resourceSpans":[{"scopeSpans":[{"spans":5},{"spans":[${GOOD}]}]}]}`,
      'spans: expected an array, found 5',
      1,
    ],
    [
      `{"resourceSpans":[{"resource":"x","scopeSpans":[{"spans":[${GOOD}]}]}]}`,
      'resource: expected an object, found "x"',
      1,
    ],
    [
      `{"resourceSpans":[{"resource":{"attributes":{}},"scopeSpans":[{"spans":[${GOOD}]}]}]}`,
      'resource.attributes: expected an array, found an object',
      1,
    ],
    [
      `{"resourceSpans":[{"resource":{"attributes":[{"key":1}]},"scopeSpans":[{"spans":[${GOOD}]}]}]}`,
      'resource.attributes.key: expected a string, found 1',
      1,
    ],
    ['{"result":5}', 'document: expected an object, found 5', 0],
    ['{"data":[null]}', 'document: expected an object, found null', 0],
    [
      '{"data":{"data":{"data":{"data":{"data":{}}}}}}',
      'document: expected at most 4 wrappers around it, found more',
      0,
    ],
    ['{}\n5', 'document: expected an object, found 5', 0],
    ['{}\n"text"', 'document: expected an object, found "text"', 0],
  ])('%s', (text, message, rows) => {
    const sink = decode(`${text}\n`);
    expect(sink.problems.map((problem) => [problem.reason, problem.message])).toEqual([
      ['invalid-field', message],
    ]);
    expect([sink.rows.length, sink.rejected]).toEqual([rows, 0]);
    expect(sink.rows.every((row) => row.resource.service === null)).toBe(true);
  });

  it('and told again when it comes again', () => {
    const line = `{"resourceSpans":[{"resource":"${'x'.repeat(300)}","scopeSpans":[{"spans":[${GOOD}]}]}]}\n`;
    expect(decode(line.repeat(3)).told).toEqual(
      [0, 1, 2].map((index) => ['invalid-field', index * line.length + 30]),
    );
  });
});

describe('a piece that is no JSON', () => {
  const line = documentOf(spanOf(',"name":"x"'));
  const good = documentOf(GOOD);

  it.each([
    ['half a line', line.slice(0, -20), 'ends in the middle of a document'],
    ['a wrong token', line.replace('"x"', 'x'), 'a token that JSON does not have'],
    [
      'a line break in a string',
      line.replace('"x"', '"x\u0001"'),
      'a string holds a line break or another control character',
    ],
    ['a wrong escape', line.replace('"x"', '"\\x"'), 'a token that JSON does not have'],
    [
      'a wrong escape in a tracestate',
      documentOf(spanOf(',"traceState":"\\x"')),
      'a token that JSON does not have',
    ],
    ['a wrong token in a status', documentOf(spanOf(',"status":{"a":x}')), 'a token that JSON does not have'],
    [
      'a wrong token in an attribute',
      documentOf(spanOf(',"attributes":[{"key":"a","value":{"stringValue":"\\x"}}]')),
      'a token that JSON does not have',
    ],
    [
      'a wrong token in a resource',
      `{"resourceSpans":[{"resource":{"a":tru},"trace_id":"${TRACE}"}]}`,
      'a token that JSON does not have',
    ],
    [
      'a wrong token in a scope',
      `{"resourceSpans":[{"scopeSpans":[{"scope":{"a":tru},"traceId":"${TRACE}"}]}]}`,
      'a token that JSON does not have',
    ],
    [
      'a wrong token among logs',
      `{"resourceLogs":[{"scopeLogs":[{"logRecords":[tru,{"traceId":"${TRACE}"}]}]}]}`,
      'a token that JSON does not have',
    ],
    ['a comma too many', `{"resourceSpans":[],"traceId":"${TRACE}",}`, 'a token that JSON does not have'],
    ['a comma too few', `{"resourceSpans":[] "traceId":"${TRACE}"}`, 'a token that JSON does not have'],
    ['two documents', `${line}${line}`, 'something follows the document'],
    ['no bracket', `"traceId":"${TRACE}"`, 'neither { nor [ stands where a document should begin'],
    ['wrong brackets', line.replace('}]', ']]'), 'a bracket closes another kind'],
  ])('%s is one problem, and the rest is read', (_, bad, message) => {
    const sink = decode(`${good}\n${bad}\n${good}\n`);
    expect(sink.problems).toEqual([{ offset: good.length + 1, reason: 'invalid-json', message }]);
    expect([...sink.damaged]).toEqual([TRACE]);
    expect(sink.rows.map(({ traceId }) => traceId)).toEqual([OTHER, OTHER]);
    expect(sink.rejected).toBe(0);
  });

  it('takes back what was told before in the same line', () => {
    const bad = documentOf(spanOf(',"name":5'), spanOf(',"parentSpanId":"x"'), `{"traceId":"y"}`).slice(
      0,
      -3,
    );
    const sink = decode(`${good}\n{"resourceLogs":[{"scopeLogs":[{"logRecords":[1]}]}],${bad.slice(1)}\n`);
    expect([sink.rejected, sink.rows.length, sink.invalid, sink.skipped.logs]).toEqual([0, 1, [], 0]);
    expect(sink.told).toEqual([['invalid-json', good.length + 1]]);
  });

  it('may be the first line', () => {
    const sink = decode(`${line.slice(0, -20)}\n${good}\n${good}`);
    expect(sink.told).toEqual([['invalid-json', 0]]);
    expect(sink.rows.length).toBe(2);
    expect([...sink.damaged]).toEqual([TRACE]);
  });

  it('may be the end', () => {
    const whole = decode(`${good}\n${line.slice(0, -30)}`);
    expect(whole.problems).toEqual([
      { offset: good.length + 1, reason: 'invalid-json', message: 'ends in the middle of a document' },
    ]);
    expect([...whole.damaged]).toEqual([TRACE]);
    const broken = decode(`${good}\n${line.slice(0, -30)}`, false);
    expect([broken.problems, [...broken.damaged], broken.rows.length]).toEqual([[], [TRACE], 1]);
    const inDocument = decode(`{\n${line.slice(1, -30)}`, false);
    expect([inDocument.problems, [...inDocument.damaged], inDocument.rows.length]).toEqual([[], [TRACE], 0]);
  });

  it('is searched for trace IDs of any spelling', () => {
    const sink = decode(
      `{"trace_id" : "${OTHER.toUpperCase()}","traceId":"CvdlGRbNQ92ESOshHIAxnA==","traceID":"abcdef0123456789"`,
    );
    expect([...sink.damaged]).toEqual([OTHER, TRACE, '0000000000000000abcdef0123456789']);
  });

  it('is searched even where it comes in small pieces', () => {
    const spans = Array.from(
      { length: 50 },
      (_, index) => `{"traceId":"${index.toString(16).padStart(32, 'f')}"}`,
    );
    const bytes = Buffer.from(documentOf(...spans));
    for (const size of [1, 7, 64, 1000]) {
      const sink = decodeWith(otlpJson, bytes, { size, maxDocumentBytes: 200 });
      expect([sink.told, sink.damaged.size, sink.rows.length]).toEqual([[['too-large', 0]], 50, 0]);
    }
  });
});

describe('hostile input', () => {
  it('may be nested deeply', () => {
    const deep = '['.repeat(10_000) + ']'.repeat(10_000);
    const attributes = `,"attributes":[{"key":"a","value":${deep}}],"x":${deep}`;
    expect(decode(`${documentOf(spanOf(attributes))}\n${documentOf(GOOD)}`).rows.length).toBe(2);
    // A key twice makes the slow reader read it.
    expect(
      decode(documentOf(spanOf(`,"x":${deep},"name":"a","name":"b"`))).rows.map(({ name }) => name),
    ).toEqual(['b']);
    const unclosed = decode(
      `${documentOf(GOOD)}\n${'['.repeat(100_000)}\n${'{"a":'.repeat(10_000)}\n${documentOf(GOOD)}`,
    );
    expect([unclosed.rows.length, unclosed.told.length]).toEqual([2, 2]);
  });

  it('may be nested too deeply for numbers of 64 bits', () => {
    const deep = `${'['.repeat(20_000)}12345678901234567890${']'.repeat(20_000)}`;
    const line = documentOf(spanOf(`,"name":"a","name":"b","x":${deep}`));
    const sink = decode(`${line}\n${documentOf(GOOD)}`);
    expect(sink.problems).toEqual([
      { offset: 0, reason: 'invalid-json', message: 'nested too deeply to keep its 64-bit numbers exact' },
    ]);
    expect([...sink.damaged]).toEqual([TRACE]);
    expect(sink.rows.length).toBe(1);
  });

  it('may have more wrong fields than anybody reads', () => {
    const sink = decode(documentOf(...Array.from({ length: 1500 }, () => '{"name":5}'), GOOD));
    expect([sink.rejected, sink.rows.length, sink.problems.length]).toEqual([1500, 1, 1001]);
    expect(sink.problems.at(-1)?.message).toBe('500 more like those before, in the same document');
    // The next document begins to count anew.
    expect(decode(`${documentOf('{"name":5}')}\n`.repeat(3)).problems.length).toBe(3);
  });

  it('may have more IDs that are none than anybody reads', () => {
    const spans = Array.from(
      { length: 10_500 },
      (_, index) => `{"traceId":"${TRACE}","spanId":"id ${index}"}`,
    );
    const sink = decode(documentOf(...spans));
    expect([sink.rows.length, sink.invalid.length]).toEqual([10_500, 10_000]);
  });

  it('may be binary', () => {
    const sink = decode(Buffer.from(Array.from({ length: 1000 }, (_, index) => (index * 167 + 14) & 0xff)));
    expect([sink.rows, sink.told]).toEqual([[], [['invalid-json', 0]]]);
  });

  it('may be a line of 100 MB', () => {
    const spans = Array.from({ length: 1_000 }, () =>
      spanOf(`,"kind":2,"attributes":[{"key":"a","value":{"stringValue":"${'x'.repeat(100_000)}"}}]`),
    );
    const bytes = Buffer.from(`${documentOf(...spans)}\n${documentOf(GOOD)}`);
    expect(bytes.length).toBeGreaterThan(100_000_000);
    const read = decodeWith(otlpJson, bytes, { size: 1 << 20, maxDocumentBytes: 1 << 27 });
    expect([read.batch.length, read.told]).toEqual([1001, []]);
    const refused = decodeWith(otlpJson, bytes, { size: 1 << 20, maxDocumentBytes: 1 << 26 });
    expect([refused.batch.length, refused.told, [...refused.damaged]]).toEqual([
      1,
      [['too-large', 0]],
      [TRACE],
    ]);
  });

  it('may be one span after another, a million in a trace', () => {
    const spans = `{"traceId":"${TRACE}"},`.repeat(999_999);
    const bytes = Buffer.from(documentOf(`${spans}{"traceId":"${TRACE}"}`));
    expect(decodeWith(otlpJson, bytes, { size: 1 << 18, maxDocumentBytes: 1 << 27 }).batch.length).toBe(
      1_000_000,
    );
  });
});
