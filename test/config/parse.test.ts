import { ConfigError } from '../../lib/config/error';
import { parseConfig } from '../../lib/config/parse';

const OPTIONS = {
  fileName: 'tracewarden.yml',
  knownChecks: ['orphan-span', 'missing-root', 'clock-skew', 'source-mismatch'],
  runnableChecks: ['orphan-span', 'missing-root', 'clock-skew'],
  now: Date.parse('2026-11-20T15:00:00Z'),
};
const FIELDS =
  'sources, window, settle, margin, sample, maxMemory, maxObjectSize, threads, minApplicable, failOn, services, checks, thresholds, exemptions, edges, language, traceUrl, chats, routes, alerts, environment, report, metrics, schedule';
const DURATION = 'a duration such as 90s, 15m, 2h, 1h30m or 2d';
const SHARE = 'a share from 0 to 1 or a percentage, such as 0.1 or 10%';

/** The lines of the error, without the file's name. */
function mistakes(text: string): string[] {
  try {
    parseConfig(text, OPTIONS);
  } catch (error) {
    if (error instanceof ConfigError) {
      return error.message.split('\n').map((line) => line.replace(/^tracewarden\.yml:? ?/, ''));
    }
    throw error;
  }
  return [];
}

describe('a right file', () => {
  test.each([
    ['', {}],
    ['# nothing yet\n', {}],
    [
      'settle: 5m\nsample: 10%\nmaxMemory: 1GB\nthreads: 4',
      { settle: 300_000, sample: 0.1, maxMemory: 1e9, threads: 4 },
    ],
    ['margin: 15m', { margin: { before: 900_000, after: 900_000 } }],
    ['margin: {after: 1h}', { margin: { after: 3_600_000 } }],
    ['sources: [./a, {source: "-"}]', { sources: [{ source: './a' }, { source: '-' }] }],
    ['window: {last: 1h}', { window: { last: 3_600_000 } }],
    ['window: {from: now-2h}', { window: { from: 'now-2h' } }],
    [
      'window: {from: 2026-11-20, to: 2026-11-20T14:00Z}',
      { window: { from: '2026-11-20', to: '2026-11-20T14:00Z' } },
    ],
    [
      'thresholds: {checks: {orphan-span: {severity: off, services: {"a*": {error: 5%}}}}}',
      { thresholds: { checks: { 'orphan-span': { severity: 'off', services: { 'a*': { error: 0.05 } } } } } },
    ],
    [
      'exemptions: [{check: orphan-span, service: a, reason: known, until: 2026-12-31}]',
      { exemptions: [{ check: 'orphan-span', service: 'a', reason: 'known', until: '2026-12-31' }] },
    ],
    ['checks: [orphan-span, clock-skew]', { checks: ['orphan-span', 'clock-skew'] }],
    ['checks: [typo]', ['1:10: checks[0]:']],
    ['x: &a {before: 1m}\nmargin: *a', ['1:1: unknown key "x"']],
    ['edges: [{from: a, to: b, peer: "b:80"}]', { edges: [{ from: 'a', to: 'b', peer: 'b:80' }] }],
  ])('%j', (text, expected) => {
    if (Array.isArray(expected)) expect(mistakes(text)[0]).toContain(expected[0]);
    else expect(parseConfig(text, OPTIONS)).toEqual(expected);
  });
});

describe('a wrong file', () => {
  const cases: [string, string, string[]][] = [
    ['a list', '- a', [`1:1: a list is not accepted; give a map with the keys ${FIELDS}`]],
    ['a text', 'just text', [`1:1: "just text" is not accepted; give a map with the keys ${FIELDS}`]],
    ['a misspelt key', 'settle: 5m\nsampel: 0.1', ['2:1: unknown key "sampel"; did you mean sample?']],
    [
      'a strange key',
      'foo: 1',
      [`1:1: unknown key "foo"; the nearest known one is window (known: ${FIELDS})`],
    ],
    [
      'a key of the prototype',
      '__proto__: {sample: 1}',
      [`1:1: unknown key "__proto__"; the nearest known one is routes (known: ${FIELDS})`],
    ],
    ['two keys of one name', 'settle: 1m\nsettle: 2m', ['2:1: Not valid YAML: Map keys must be unique']],
    ['two documents', 'settle: 1m\n---\nsettle: 2m', ['2:1: Not valid YAML: only one document is accepted']],
    ['an unknown tag', 'settle: !minutes 5', ['1:9: Not valid YAML: Unresolved tag: !minutes']],
    [
      'an alias without an anchor',
      'settle: *x',
      ['Not valid YAML: Unresolved alias (the anchor must be set before the alias): x'],
    ],
    [
      'a bomb of aliases',
      `a: &a [x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b]\nsources: [*c,*c,*c]`,
      ['Not valid YAML: Excessive alias count indicates a resource exhaustion attack'],
    ],
    [
      'an alias to itself',
      'sources: &s [*s]',
      [
        '1:14: sources[0]: a list is not accepted; give a map with the keys source, endpointUrl, region, partitionTimezone, name, tenant, headers, tokenFile, ca, query, maxTraces, concurrency, requestsPerSecond, maxBytesPerTrace, tempoMetrics',
      ],
    ],
    [
      'empty values',
      'settle:\nsources:\nmargin:\n',
      [
        `1:8: settle: an empty value is not accepted; give ${DURATION}`,
        '2:9: sources: an empty value is not accepted; give a list of paths, globs, s3:// or tempo+https:// addresses',
        '3:8: margin: an empty value is not accepted; give a map with the keys before, after',
      ],
    ],
    [
      'wrong units',
      'settle: 5\nmargin: {before: soon}\nmaxObjectSize: big\nsample: 1.5\nmaxMemory: 0x10\nthreads: many\nminApplicable: 0\nfailOn: always',
      [
        `1:9: settle: 5 is not accepted; give ${DURATION}`,
        `2:18: margin.before: "soon" is not accepted; give ${DURATION}`,
        '3:16: maxObjectSize: "big" is not accepted; give a size such as 512MB, 2GiB or 1g',
        '4:9: sample: 1.5 is not accepted; give auto, or a share above 0 such as 0.1 or 10%',
        '6:10: threads: "many" is not accepted; give auto, or a whole number from 1 on',
        '7:16: minApplicable: 0 is not accepted; give a whole number from 1 on',
        '8:9: failOn: "always" is not accepted; give error, warning or never',
      ],
    ],
    [
      'wrong types',
      'settle: [1m]\nservices: cart\nedges: {from: a}\nthresholds: 5\nwindow: 1h\nsources: [5, [a], {}]',
      [
        `1:9: settle: a list is not accepted; give ${DURATION}`,
        '2:11: services: "cart" is not accepted; give a list of service names',
        '3:8: edges: a map is not accepted; give a list of edges, each with from and to',
        '4:13: thresholds: 5 is not accepted; give a map with the keys default, checks',
        '5:9: window: "1h" is not accepted; give a map with the keys last, from, to',
        '6:11: sources[0]: 5 is not accepted; give a map with the keys source, endpointUrl, region, partitionTimezone, name, tenant, headers, tokenFile, ca, query, maxTraces, concurrency, requestsPerSecond, maxBytesPerTrace, tempoMetrics',
        '6:14: sources[1]: a list is not accepted; give a map with the keys source, endpointUrl, region, partitionTimezone, name, tenant, headers, tokenFile, ca, query, maxTraces, concurrency, requestsPerSecond, maxBytesPerTrace, tempoMetrics',
        '6:19: sources[2].source: missing; give a path, a glob, an s3:// or tempo+https:// address, or - for standard input',
      ],
    ],
    [
      'sources',
      'sources:\n  - source: s3://a\n    regoin: eu\n  - source: s3://b\n    endpointUrl: ftp://c\n    partitionTimezone: Mars',
      [
        '3:5: sources[0]: unknown key "regoin"; did you mean region?',
        '5:18: sources[1].endpointUrl: "ftp://c" is not accepted; give an address such as https://s3.example.org',
        '6:24: sources[1].partitionTimezone: "Mars" is not accepted; give a time zone such as UTC or Europe/Berlin',
      ],
    ],
    ['no window', 'window: {}', ['1:9: window: needs either last or from (and to, else up to now)']],
    [
      'two windows',
      'window: {last: 1h, from: now-2h}',
      ['1:9: window: needs either last or from (and to, else up to now)'],
    ],
    ['half a window', 'window: {to: now}', ['1:9: window: needs from, as it has to']],
    [
      'an empty window',
      'window: {from: now, to: now-2h}',
      ['1:9: window: is empty: it must begin before it ends'],
    ],
    [
      'a window of no time',
      'window: {last: 0s}',
      ['1:16: window.last: "0s" is not accepted; give a duration above 0 such as 15m, 1h or 2d'],
    ],
    [
      'thresholds',
      'thresholds:\n  default: {error: lots, warning: 2}\n  checks:\n    orphn-span: {error: 0.1}\n    missing-root: {severity: fatal, services: {"a*": {error: -1, foo: 2}}}',
      [
        `2:20: thresholds.default.error: "lots" is not accepted; give ${SHARE}`,
        `2:35: thresholds.default.warning: 2 is not accepted; give ${SHARE}`,
        '4:5: thresholds.checks: unknown key "orphn-span"; did you mean orphan-span?',
        '5:30: thresholds.checks.missing-root.severity: "fatal" is not accepted; give error, warning, info or off',
        `5:62: thresholds.checks.missing-root.services.a*.error: -1 is not accepted; give ${SHARE}`,
        '5:66: thresholds.checks.missing-root.services.a*: unknown key "foo"; the nearest known one is error (known: error, warning, severity)',
      ],
    ],
    [
      'exemptions',
      'exemptions:\n  - check: orphan-spam\n    until: soon\n  - check: clock-skew\n    service: a\n    edge: {from: a, to: b}\n    reason: x\n    until: 2026-02-30',
      [
        '2:5: exemptions[0].reason: missing; give the reason, for those who read it later',
        '2:5: exemptions[0]: needs either a service or an edge',
        '2:12: exemptions[0].check: "orphan-spam" is not accepted; did you mean orphan-span? Else give the ID of a check (`tracewarden checks` lists them)',
        '3:12: exemptions[0].until: "soon" is not accepted; give its last day, such as 2026-12-31',
        '4:5: exemptions[1]: needs either a service or an edge',
        '8:12: exemptions[1].until: "2026-02-30" is not accepted; give its last day, such as 2026-12-31',
      ],
    ],
    [
      'an unknown check',
      'exemptions: [{check: latency, service: a, reason: b, until: 2026-12-31}]',
      [
        '1:22: exemptions[0].check: "latency" is not accepted; give the ID of a check (`tracewarden checks` lists them)',
      ],
    ],
    [
      'a check that no audit can run',
      'checks: [orphan-span, source-mismatch]\nthresholds: {checks: {source-mismatch: {severity: off}}}',
      [
        '1:23: checks[1]: "source-mismatch" compares two sources: tracewarden parity always makes it, and no audit can run it; leave it out',
      ],
    ],
    [
      'keys that write to the terminal',
      'thresholds: {checks: {orphan-span: {services: {"\\e[31m": {error: x}}}}}',
      [
        `1:66: thresholds.checks.orphan-span.services."\\u001b[31m".error: "x" is not accepted; give ${SHARE}`,
      ],
    ],
    [
      'a long value',
      `settle: ${'x'.repeat(100)}`,
      [`1:9: settle: "${'x'.repeat(59)}... is not accepted; give ${DURATION}`],
    ],
  ];
  test.each(cases)('%s', (_, text, expected) => {
    expect(mistakes(text)).toEqual(expected);
  });

  test('syntax errors are all told', () => {
    expect(mistakes('a: [\nb: }').every((line) => line.includes('Not valid YAML: '))).toBe(true);
    expect(mistakes('a: [\nb: }')).toHaveLength(2);
  });

  test('the error names the file and holds each mistake', () => {
    expect.assertions(2);
    try {
      parseConfig('settle: 5\nfoo: 1', OPTIONS);
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error;
      expect(error.message.split('\n')[0]).toBe(
        `tracewarden.yml:1:9: settle: 5 is not accepted; give ${DURATION}`,
      );
      expect(error.problems.map(({ path, position }) => [path, position])).toEqual([
        ['settle', { line: 1, column: 9 }],
        ['', { line: 2, column: 1 }],
      ]);
    }
  });
});
