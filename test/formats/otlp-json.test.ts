import { otlpJson } from '../../lib/formats/otlp-json';
import { UNKNOWN_RESOURCE } from '../../lib/model/resources';
import { BARE, decode, SPAN, TRACE } from './otlp-json-rows';

describe('documents', () => {
  const span = `{"traceId":"${TRACE}","spanId":"${SPAN}"}`;
  const bare = { ...BARE, resource: UNKNOWN_RESOURCE };
  const groups = `[{"scopeSpans":[{"scope":{"name":"s"},"spans":[${span}]}]}]`;

  it.each([
    ['one', `{"resourceSpans":${groups}}`, 1],
    ['snake case', `{"resource_spans":[{"scope_spans":[{"spans":[${span}]}]}]}`, 1],
    ['OTLP before 0.15', `{"resourceSpans":[{"instrumentationLibrarySpans":[{"spans":[${span}]}]}]}`, 1],
    ['lines', `{"resourceSpans":${groups}}\n{"resourceSpans":${groups}}\n`, 2],
    ['over lines', `{\n"resourceSpans": ${groups} }\n{\n"resourceSpans"\n:${groups}}`, 2],
    ['an array', `[{"resourceSpans":${groups}},\n{"resourceSpans":${groups}}]`, 2],
    ['an array in a line', `{}\n[{"resourceSpans":${groups}},{"resourceSpans":${groups}}]`, 2],
    ['Jaeger’s wrapper', `{"result":{"resourceSpans":${groups}}}`, 1],
    ['a wrapper of a list', `{"data":[{"resourceSpans":${groups}},{"resourceSpans":${groups}}]}`, 2],
    ['Tempo’s batches', `{"batches":${groups}}`, 1],
    ['Tempo’s trace', `{"trace":{"resourceSpans":${groups}},"metrics":{"inspectedBytes":"5"}}`, 1],
    ['wrappers in wrappers', `{"result":{"data":{"trace":[{"batches":${groups}}]}}}`, 1],
    ['a wrapper of null', `{"result":null,"resourceSpans":${groups}}`, 1],
    [
      'several groups, scopes and spans',
      `{"resourceSpans":[{"scopeSpans":[{"spans":[${span},${span}]},{"spans":[]},{"spans":[${span}]}]},{},{"scopeSpans":[]},{"scopeSpans":[{}]}]}`,
      3,
    ],
    [
      'nulls for lists',
      '{"resourceSpans":null}\n{"resourceSpans":[{"scopeSpans":null}]}\n{"resourceSpans":[{"scopeSpans":[{"spans":null}]}]}',
      0,
    ],
    ['nulls in lists', `{"resourceSpans":[null,{"scopeSpans":[null,{"spans":[null,${span}]}]}]}`, 1],
    [
      'lists that come twice',
      `{"resourceSpans":5,"resourceSpans":${groups}}\n{"resourceSpans":[{"scopeSpans":[],"scopeSpans":[{"spans":[],"spans":[${span}]}]}]}`,
      2,
    ],
    ['nothing', '{}\n{ }\n{"a":5}', 0],
  ])('%s', (_, text, count) => {
    const sink = decode(text);
    expect(sink.problems).toEqual([]);
    expect(sink.rows).toEqual(Array.from({ length: count }, () => bare));
  });

  it.each([
    [
      'logs',
      '{"resourceLogs":[{"resource":{},"scopeLogs":[{"scope":{},"logRecords":[{"body":{}},{"traceId":""}]},{"logRecords":[{}]}]}]}',
      { logs: 3, metrics: 0 },
    ],
    [
      'metrics',
      '{"resource_metrics":[{"scope_metrics":[{"metrics":[{"gauge":{"dataPoints":[]}},{}]}, { "metrics" : [ ] , "scope" : { } }]}]}',
      { logs: 0, metrics: 2 },
    ],
    [
      'both',
      '{"resourceLogs":[{"scopeLogs":[{"logRecords":[1]}]}],"resourceMetrics":[{"scopeMetrics":[{"metrics":[2, 3]}]}]}',
      { logs: 1, metrics: 2 },
    ],
    ['none', '{"resourceLogs":[],"resourceMetrics":null}', { logs: 0, metrics: 0 }],
    [
      'odd ones',
      '{"resourceLogs":5,"resourceMetrics":[5,{},{"scopeMetrics":{}},{"scopeMetrics":[null,{"metrics":"x"}]}]}',
      { logs: 0, metrics: 0 },
    ],
    [
      'a list twice',
      '{"resourceLogs":[{"scopeLogs":[{"logRecords":[1,2],"logRecords":[3]}]}]}',
      { logs: 1, metrics: 0 },
    ],
  ])('of %s are counted', (_, text, skipped) => {
    const sink = decode(text);
    expect([sink.skipped, sink.rows, sink.problems]).toEqual([skipped, [], []]);
  });
});

describe('sniffing', () => {
  it.each([
    ['{"resourceSpans":[]}', true],
    ['\ufeff \n{"resource_spans" : []}', true],
    ['[\n{"resourceSpans":[{}]}]', true],
    ['{"result":{"resourceSpans":[', true],
    ['{"data":{"resourceSpans":[', true],
    ['{"trace":{}}', true],
    ['{"batches":[{}]}', true],
    ['{"resourceLogs":[{}]}', true],
    ['{"resourceMetrics":null}', true],
    ['{}\n{}', true],
    ['{"resourceSpans":[{"reso\n{"resourceSpans":[]}', true],
    ['{"data":[{"traceID":"a","spans":[],"processes":{}}]}', false],
    ['[{"traceId":"a","id":"b","tags":{"batches":"5"}}]', false],
    ['{"a":1}', false],
    ['"resourceSpans":[]', false],
    ['\u001f\u008b', false],
    ['', false],
  ])('%j: %s', (text, expected) => {
    expect(otlpJson.sniff(Buffer.from(text), true)).toBe(expected);
  });

  it('does not take the beginning of something for nothing', () => {
    expect(otlpJson.sniff(Buffer.from('{}'), false)).toBe(false);
  });
});
