import { stripVTControlCharacters } from 'node:util';
import Ajv2020 from 'ajv/dist/2020';
import addFormats from 'ajv-formats';
import * as fc from 'fast-check';
import { cellWidth } from '../../lib/report/cells';
import { formatMillis } from '../../lib/report/trace/durations';
import { exitCodeOfTrace } from '../../lib/report/trace/exit-code';
import { renderTraceJson, traceJsonSchema } from '../../lib/report/trace/json';
import { chooseRows, type RowLimits } from '../../lib/report/trace/shown-rows';
import { renderTraceText } from '../../lib/report/trace/text';
import type { TraceRow } from '../../lib/report/trace-model';
import { expectFile } from './expected';
import { spanRow, TRACES, traceReport } from './trace-samples';

const { faulty, whole, wide, deep } = TRACES;
const ajv = new Ajv2020({ strict: true, allErrors: true });
addFormats(ajv);
const isValid = ajv.compile(traceJsonSchema());
const widest = (text: string) => Math.max(...text.split('\n').map(cellWidth));

describe('a trace as text', () => {
  test.each(Object.entries(TRACES))('%s', (name, report) => {
    const text = renderTraceText(report);
    expectFile(`trace-${name}.txt`, text);
    expect(widest(text)).toBeLessThanOrEqual(80);
  });

  test('in colour says the same as without', () => {
    const colored = renderTraceText(faulty!, { color: true });
    expectFile('trace-faulty-color.txt', colored);
    expect(stripVTControlCharacters(colored)).toBe(renderTraceText(faulty!));
  });

  test('of thousands of spans is bounded, unless all are asked for', () => {
    expect(renderTraceText(wide!).split('\n').length).toBeLessThan(50);
    expect(renderTraceText(wide!, { all: true }).split('\n').length).toBeGreaterThan(1_000);
    expect(renderTraceText(deep!).split('\n').length).toBeLessThan(220);
    expect(renderTraceText(deep!, { all: true })).toContain(' 9,999: frontend');
  });

  test('has no line over 80 cells and no character that acts, whatever the names', () => {
    const name = fc.string({ unit: 'binary', maxLength: 60 });
    const row: fc.Arbitrary<TraceRow> = fc.oneof(
      fc
        .record({ depth: fc.nat(30), name, service: name, fails: fc.array(name, { maxLength: 4 }) })
        .map(({ depth, ...rest }) => spanRow(depth, 'a', rest)),
      fc.record({
        type: fc.constant('missing' as const),
        depth: fc.nat(30),
        spanId: name,
        service: fc.option(name),
        basis: fc.constantFrom('own', 'inferred', 'unknown'),
      }),
      fc.record({ type: fc.constant('missing-server' as const), depth: fc.nat(30), service: name }),
      fc.record({ type: fc.constant('again' as const), depth: fc.nat(30), spanId: name }),
    );
    fc.assert(
      fc.property(fc.array(row, { maxLength: 30 }), fc.array(name), (rows, sources) => {
        const text = renderTraceText(traceReport(rows, { sources }));
        expect(widest(text)).toBeLessThanOrEqual(80);
        expect(text.replaceAll('\n', '')).not.toMatch(/[\p{C}\p{Zl}\p{Zp}\p{Bidi_Control}]/u);
      }),
    );
  });
});

describe('a trace as JSON', () => {
  test.each(Object.entries(TRACES))('%s keeps to the published schema', (_, report) => {
    const value: unknown = JSON.parse(renderTraceJson(report));
    expect(isValid(value) ? [] : isValid.errors).toEqual([]);
    expect(value).toEqual(JSON.parse(JSON.stringify(report)));
  });

  test('shows nothing that acts', () => {
    const json = renderTraceJson(TRACES['hostile']!);
    expect(json.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
  });
});

describe('the rows that are shown', () => {
  const limits: RowLimits = { rows: 8, children: 2, faultyChildren: 1 };
  const chosen = (rows: readonly TraceRow[]) =>
    chooseRows(rows, limits).map((item) =>
      item.type === 'row'
        ? item.row.type === 'span' && item.row.spanId.replace(/^0+/, '')
        : `${item.depth}: ${item.hidden} hidden, ${item.faulty} faulty`,
    );

  test.each<[string, readonly TraceRow[], readonly string[]]>([
    ['all of few', [spanRow(0, 'a'), spanRow(1, 'b'), spanRow(1, 'c')], ['a', 'b', 'c']],
    [
      'the first of many, with the others in numbers, those below them as well',
      [spanRow(0, 'a'), spanRow(1, 'b'), spanRow(1, 'c'), spanRow(1, 'd'), spanRow(2, 'e'), spanRow(0, 'f')],
      ['a', 'b', 'c', '1: 2 hidden, 0 faulty', 'f'],
    ],
    [
      'what is wrong before what is not, up to its own limit',
      [
        spanRow(0, 'a'),
        ...['1', '2', '3'].map((id) => spanRow(1, id)),
        spanRow(1, '4'),
        spanRow(2, '5', { isError: true }),
        spanRow(1, '6', { fails: ['invalid-id', 'clock-skew'] }),
      ],
      ['a', '1', '2', '4', '5', '1: 2 hidden, 1 faulty'],
    ],
    [
      'of a chain its beginning',
      Array.from({ length: 10 }, (_, depth) => spanRow(depth, `${depth + 1}`, { isError: depth === 9 })),
      ['1', '2', '3', '4', '5', '6', '7', '8', '8: 2 hidden, 1 faulty'],
    ],
  ])('are %s', (_, rows, expected) => expect(chosen(rows)).toEqual(expected));

  test('and the hidden ones are all', () => {
    const rows = fc.array(
      fc
        .record({ depth: fc.nat(6), isError: fc.boolean() })
        .map(({ depth, isError }) => spanRow(depth, 'a', { isError })),
      { maxLength: 60 },
    );
    fc.assert(
      fc.property(rows, (list) => {
        const items = chooseRows(list, limits);
        const hidden = items.reduce((sum, item) => sum + (item.type === 'more' ? item.hidden : 1), 0);
        expect(hidden).toBe(list.length);
        expect(items.filter(({ type }) => type === 'row').length).toBeLessThanOrEqual(limits.rows);
      }),
    );
  });
});

test.each([
  [0, '0'],
  [0.0004, '0.4 us'],
  [0.25, '250 us'],
  [0.9996, '1 ms'],
  [1, '1 ms'],
  [1.234, '1.23 ms'],
  [12.34, '12.3 ms'],
  [143.25, '143 ms'],
  [999.4, '999 ms'],
  [999.6, '1 s'],
  [90_000, '90 s'],
  [120_000, '2 min'],
  [8_000_000, '2.22 h'],
  [200_000_000, '2.31 d'],
  [-3, '-3 ms'],
])('%d ms is %s', (millis, text) => expect(formatMillis(millis)).toBe(text));

test.each([
  ['a whole trace', whole, 'error', 0],
  ['a failing check', faulty, 'error', 1],
  ['a failing check that is to be ignored', faulty, 'never', 0],
  ['a failing warning below the limit', warned('warning'), 'error', 0],
  ['a failing warning at the limit', warned('warning'), 'warning', 1],
  ['a trace that is not there', TRACES['missing'], 'never', 3],
  ['a recent trace', TRACES['unsettled'], 'never', 3],
] as const)('%s: exit code', (_, report, failOn, code) =>
  expect(exitCodeOfTrace(report!, failOn)).toBe(code),
);

function warned(severity: 'warning') {
  return { ...faulty!, checks: faulty!.checks.map((check) => ({ ...check, severity })) };
}
