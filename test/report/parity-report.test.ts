import { stripVTControlCharacters } from 'node:util';
import Ajv2020 from 'ajv/dist/2020';
import addFormats from 'ajv-formats';
import { cellWidth } from '../../lib/report/cells';
import { exitCodeOf } from '../../lib/report/exit-code';
import { parityJsonSchema, renderParityJson } from '../../lib/report/parity/json';
import { renderParityMarkdown } from '../../lib/report/parity/markdown';
import { renderParityText } from '../../lib/report/parity/text';
import { parityReportSchema } from '../../lib/report/parity-model';
import { expectFile } from './expected';
import { PARITY } from './parity-samples';

const ajv = new Ajv2020({ strict: true, allErrors: true });
addFormats(ajv);
const isValid = ajv.compile(parityJsonSchema());

describe.each(Object.entries(PARITY))('a comparison, %s', (name, report) => {
  test('as text, in lines of at most 80 cells', () => {
    const text = renderParityText(report);
    expectFile(`parity-${name}.txt`, text);
    const verbose = renderParityText(report, { verbose: true });
    for (const line of [...text.split('\n'), ...verbose.split('\n')])
      expect(cellWidth(line)).toBeLessThanOrEqual(80);
    expect(`${text}${verbose}`.replaceAll('\n', '')).not.toMatch(/[\p{C}\p{Zl}\p{Zp}\p{Bidi_Control}]/u);
  });

  test('as markdown', () => {
    const text = renderParityMarkdown(report);
    expectFile(`parity-${name}.md`, text);
    expect(text.replaceAll('\n', '')).not.toMatch(/[\p{C}\p{Zl}\p{Zp}\p{Bidi_Control}]/u);
  });

  test('as JSON keeps to the published schema and shows nothing that acts', () => {
    const json = renderParityJson(report);
    const value: unknown = JSON.parse(json);
    expect(isValid(value) ? [] : isValid.errors).toEqual([]);
    expect(value).toEqual(JSON.parse(JSON.stringify(report)));
    expect(json.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
  });
});

test.each([
  ['same', 'OK        All 1,200 traces compared are the same in both.\n'],
  ['different', 'FINDINGS  70 of 1,200 traces differ: 1 error.\n'],
  ['empty', 'UNKNOWN   Nothing could be compared: the second source holds no trace.\n'],
  ['unread', 'UNKNOWN   What was compared is the same, but not all could be read.\n'],
] as const)('%s in one line when quiet', (name, line) => {
  expect(renderParityText(PARITY[name], { quiet: true })).toBe(line);
});

test('colours say the same as without', () => {
  const colored = renderParityText(PARITY.different, { color: true });
  expect(colored).toContain('[31mFINDINGS');
  expect(stripVTControlCharacters(colored)).toBe(renderParityText(PARITY.different));
});

test.each([
  ['same', 0],
  ['different', 1],
  ['empty', 3],
  ['unread', 3],
] as const)('exit code of %s', (name, code) => expect(exitCodeOf(PARITY[name], 'error')).toBe(code));

test.each([
  ['an unknown field', { ...PARITY.same, extra: 1 }],
  ['a source too few', { ...PARITY.same, sources: { first: 'a' } }],
  ['a rate above 1', { ...PARITY.same, sample: { rate: 2, lastDigits: null } }],
])('the schema refuses %s', (_, report) => {
  expect(isValid(JSON.parse(JSON.stringify(report)))).toBe(false);
  expect(parityReportSchema.safeParse(report).success).toBe(false);
});
