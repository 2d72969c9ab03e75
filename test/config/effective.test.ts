import { readFileSync } from 'node:fs';
import path from 'node:path';
import * as fc from 'fast-check';
import { describeConfig } from '../../lib/config/describe';
import { type ConfigFlags, effectiveConfig } from '../../lib/config/effective';
import { parseConfig } from '../../lib/config/parse';
import { thresholdFor } from '../../lib/config/thresholds';

const EXAMPLE = readFileSync(path.join(__dirname, '../../tracewarden.example.yml'), 'utf8');
const OPTIONS = {
  fileName: 'tracewarden.yml',
  knownChecks: ['orphan-span', 'missing-root', 'clock-skew'],
  runnableChecks: ['orphan-span', 'missing-root', 'clock-skew'],
  now: Date.parse('2026-11-20T15:00:00Z'),
};

describe('the settings in force', () => {
  test('are the defaults where nothing is said', () => {
    const { origins, ...values } = effectiveConfig({});
    expect(values).toEqual({
      sources: [],
      window: null,
      settle: 120_000,
      margin: { before: 300_000, after: 900_000 },
      sample: 'auto',
      maxMemory: 'auto',
      maxObjectSize: 512_000_000,
      threads: 'auto',
      minApplicable: 20,
      failOn: 'error',
      services: [],
      checks: [],
      thresholds: { default: { error: 0.01, warning: 0.001 }, checks: {} },
      exemptions: [],
      edges: [],
      alerting: {
        language: 'en',
        traceUrl: null,
        chats: [],
        routes: [],
        remindAfter: 86_400_000,
        confirmWindows: 1,
      },
      runs: {
        environment: 'default',
        report: { bucket: null, prefix: '', url: null, kmsKeyId: null },
        metrics: { namespace: 'Tracewarden', maxServices: 25, services: [] },
        schedule: { archiveWindow: 3_600_000, liveWindow: 900_000, maxCatchUp: 86_400_000, maxTries: 3 },
      },
    });
    expect(new Set(origins.values())).toEqual(new Set(['default']));
  });

  test('come from the flags before the file before the defaults', () => {
    const file = parseConfig(
      'sources: [./a]\nsettle: 1m\nsample: 10%\nmargin: {before: 1m}\nfailOn: warning\nservices: [a]',
      OPTIONS,
    );
    const config = effectiveConfig(file, { sample: 0.5, sources: ['./b'], window: { last: 3_600_000 } });
    expect(config).toMatchObject({
      sources: [{ source: './b', endpointUrl: null, region: null, partitionTimezone: 'UTC' }],
      window: { last: 3_600_000 },
      settle: 60_000,
      sample: 0.5,
      margin: { before: 60_000, after: 900_000 },
      failOn: 'warning',
      services: ['a'],
    });
    expect(Object.fromEntries(config.origins)).toMatchObject({
      sources: 'flag',
      'sources.0.source': 'flag',
      'sources.0.region': 'default',
      window: 'flag',
      settle: 'file',
      sample: 'flag',
      'margin.before': 'file',
      'margin.after': 'default',
      failOn: 'file',
      threads: 'default',
    });
  });

  test('of every source follow the flags', () => {
    const file = parseConfig(
      'sources: [s3://a, {source: s3://b, region: x, partitionTimezone: Asia/Tokyo}]',
      OPTIONS,
    );
    const { sources } = effectiveConfig(file, { region: 'y', endpointUrl: 'http://s3.example' });
    expect(sources).toEqual([
      { source: 's3://a', endpointUrl: 'http://s3.example', region: 'y', partitionTimezone: 'UTC' },
      { source: 's3://b', endpointUrl: 'http://s3.example', region: 'y', partitionTimezone: 'Asia/Tokyo' },
    ]);
  });

  test('an exemption ends with its last day', () => {
    const file = parseConfig(
      'exemptions: [{check: clock-skew, edge: {from: a, to: b}, reason: r, until: 2026-12-31}]',
      OPTIONS,
    );
    expect(effectiveConfig(file).exemptions).toEqual([
      {
        check: 'clock-skew',
        service: null,
        edge: { from: 'a', to: 'b' },
        reason: 'r',
        until: '2026-12-31',
        endsAt: Date.parse('2027-01-01T00:00:00Z'),
      },
    ]);
  });
});

describe('describeConfig', () => {
  test('prints each value with where it comes from', () => {
    const file = parseConfig(EXAMPLE, OPTIONS);
    const flags: ConfigFlags = { sample: 0.1, window: { from: 'now-2h' }, services: ['shop-*'] };
    expect(describeConfig(effectiveConfig(file, flags), 'tracewarden.yml')).toBe(
      readFileSync(path.join(__dirname, 'expected/described.yml'), 'utf8'),
    );
  });

  test('of nothing prints the defaults', () => {
    const text = describeConfig(effectiveConfig({}));
    expect(text.split('\n').slice(0, 4)).toEqual([
      'sources: [] # default',
      '# window: none, everything is judged',
      'settle: 2m # default',
      'margin:',
    ]);
  });

  test('prints a file that says the same', () => {
    const name = fc
      .string({ unit: 'grapheme', minLength: 1 })
      .filter((text) => text.trim() === text && text !== '');
    const anyFlags: fc.Arbitrary<ConfigFlags> = fc.record({
      sources: fc.array(name, { minLength: 1, maxLength: 3 }),
      settle: fc.nat(1e9),
      margin: fc.record({ before: fc.nat(1e9), after: fc.nat(1e9) }),
      sample: fc.oneof(fc.constant('auto' as const), fc.double({ min: 1e-9, max: 1, noNaN: true })),
      maxMemory: fc.oneof(fc.constant('auto' as const), fc.nat(1e12)),
      maxObjectSize: fc.nat(1e12),
      threads: fc.oneof(fc.constant('auto' as const), fc.integer({ min: 1, max: 64 })),
      services: fc.array(name, { maxLength: 3 }),
      window: fc.constantFrom({ last: 60_000 }, { from: 'now-2h', to: 'now' }),
    });
    fc.assert(
      fc.property(anyFlags, (flags) => {
        const { origins: _, ...values } = effectiveConfig(parseConfig(EXAMPLE, OPTIONS), flags);
        const printed = describeConfig({ ...values, origins: new Map() });
        const { origins: __, ...again } = effectiveConfig(parseConfig(printed, OPTIONS));
        expect(again).toEqual(values);
      }),
    );
  });
});

describe('thresholdFor', () => {
  const { thresholds } = effectiveConfig(
    parseConfig(
      'thresholds: {default: {warning: 0.002}, checks: {orphan-span: {error: 5%, services: {"batch-*": {warning: 3%, severity: info}, "*": {severity: off}}}}}',
      OPTIONS,
    ),
  );
  test.each([
    ['missing-root', 'cart', { error: 0.01, warning: 0.002, severity: null }],
    ['orphan-span', 'batch-1', { error: 0.05, warning: 0.03, severity: 'info' }],
    ['orphan-span', 'cart', { error: 0.05, warning: 0.002, severity: 'off' }],
    ['toString', 'cart', { error: 0.01, warning: 0.002, severity: null }],
  ])('of %s for %s', (check, service, expected) => {
    expect(thresholdFor(thresholds, check, service)).toEqual(expected);
  });
});
