import Ajv2020 from 'ajv/dist/2020';
import addFormats from 'ajv-formats';
import * as fc from 'fast-check';
import { renderJson } from '../../lib/report/json';
import { reportJsonSchema } from '../../lib/report/json-schema';
import { validateReport } from '../../lib/report/model';
import { anyReport } from './arbitrary';
import { expectFile } from './expected';
import { FAULTY, HEALTHY, SAMPLES } from './samples';

const ajv = new Ajv2020({ strict: true, allErrors: true });
addFormats(ajv);
const isValid = ajv.compile(reportJsonSchema());

describe('the JSON report', () => {
  test('has its keys in the order of the schema', () => {
    const { findings, ...rest } = FAULTY;
    expectFile('faulty.json.txt', renderJson({ findings, ...rest }));
  });

  test('does not depend on the order of keys', () => {
    const { verdict, coverage, ...rest } = HEALTHY;
    const turned = { coverage: { ...coverage, formats: { zipkin: 1, 'otlp-json': 80 } }, verdict, ...rest };
    const formats = { 'otlp-json': 80, zipkin: 1 };
    expect(renderJson(turned)).toBe(renderJson({ ...HEALTHY, coverage: { ...coverage, formats } }));
  });

  test.each(Object.entries(SAMPLES))('of %s keeps to the published schema', (_, report) => {
    const value: unknown = JSON.parse(renderJson(report));
    expect(isValid(value) ? [] : isValid.errors).toEqual([]);
    expect(validateReport(value)).toEqual(report);
  });

  test('of anything keeps to the published schema and shows nothing that acts', () => {
    fc.assert(
      fc.property(anyReport, (report) => {
        const json = renderJson(report);
        expect(isValid(JSON.parse(json)) ? [] : isValid.errors).toEqual([]);
        expect(json.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
      }),
    );
  });
});

describe('the schema', () => {
  test.each([
    ['an unknown field', { ...HEALTHY, extra: 1 }],
    ['a missing field', { ...HEALTHY, structure: undefined }],
    ['another version', { ...HEALTHY, schemaVersion: 2 }],
    ['a rate above 1', { ...FAULTY, findings: [{ ...FAULTY.findings[0], rate: 1.5 }] }],
    ['a negative count', { ...HEALTHY, traces: { ...HEALTHY.traces, complete: -1 } }],
    ['a time that is none', { ...HEALTHY, window: { ...HEALTHY.window, start: 'yesterday' } }],
  ])('refuses %s', (_, report) => {
    expect(isValid(JSON.parse(JSON.stringify(report)))).toBe(false);
    expect(() => validateReport(report)).toThrow('"path"');
  });
});
