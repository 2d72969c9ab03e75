import { stripVTControlCharacters } from 'node:util';
import * as fc from 'fast-check';
import { cellWidth } from '../../lib/report/cells';
import { renderText } from '../../lib/report/text';
import { anyReport, okReport } from './arbitrary';
import { expectFile } from './expected';
import { FAULTY, HEALTHY, NO_DATA, SAMPLES, UNREADABLE } from './samples';

const lines = (text: string) => text.split('\n').slice(0, -1);

describe('the text report', () => {
  test.each(Object.entries(SAMPLES))('of %s', (name, report) => {
    expectFile(`${name}.txt`, renderText(report));
  });

  test('with everything', () => {
    expectFile('faulty-verbose.txt', renderText(FAULTY, { verbose: true }));
  });

  test('in colour says the same as without', () => {
    const colored = renderText(FAULTY, { color: true });
    expectFile('faulty-color.txt', colored);
    expect(stripVTControlCharacters(colored)).toBe(renderText(FAULTY));
  });

  test.each([
    ['healthy', HEALTHY, 'OK        No check found a fault in 12,345 traces of 4 services.\n'],
    ['faulty', FAULTY, 'FINDINGS  3 errors, 1 warning in 3 of 15 services (12,345 traces).\n'],
    ['no-data', NO_DATA, 'UNKNOWN   Nothing could be judged: no object was found.\n'],
    [
      'unreadable',
      UNREADABLE,
      'UNKNOWN   No fault in what could be judged, but not all input could be read.\n',
    ],
  ])('of %s in one line when quiet', (_, report, expected) => {
    expect(renderText(report, { quiet: true })).toBe(expected);
  });

  test('of an unknown result is never green', () => {
    for (const report of [NO_DATA, UNREADABLE]) {
      expect(renderText(report, { color: true })).toContain('\u001b[1m\u001b[33mUNKNOWN');
      expect(renderText(report, { color: true })).not.toContain('\u001b[32m');
    }
  });

  test('has no line over 80 cells and no character that acts, whatever the names', () => {
    fc.assert(
      fc.property(anyReport, fc.boolean(), (report, verbose) => {
        const text = renderText(report, { verbose });
        expect(Math.max(...lines(text).map(cellWidth))).toBeLessThanOrEqual(80);
        expect(text.replaceAll('\n', '')).not.toMatch(/[\p{C}\p{Zl}\p{Zp}\p{Bidi_Control}]/u);
      }),
    );
  });

  test('of a healthy system fits on one screen of 24 lines', () => {
    fc.assert(
      fc.property(okReport, (report) => {
        expect(lines(renderText(report)).length).toBeLessThanOrEqual(24);
      }),
    );
  });

  test('does not depend on the order of services and findings', () => {
    const turned = {
      ...FAULTY,
      services: FAULTY.services.toReversed(),
      findings: FAULTY.findings.toReversed(),
    };
    expect(renderText(turned)).toBe(renderText(FAULTY));
  });
});
