import * as fc from 'fast-check';
import { renderMarkdown } from '../../lib/report/markdown';
import { codeSpan, markdownText } from '../../lib/report/markdown-escape';
import { anyReport } from './arbitrary';
import { expectFile } from './expected';
import { FAULTY, HEALTHY, HOSTILE, NO_DATA, OWN_ORPHANS, SAMPLED, SAMPLES } from './samples';

describe('the Markdown report', () => {
  test.each(Object.entries(SAMPLES))('of %s', (name, report) => {
    expectFile(`${name}.md`, renderMarkdown(report));
  });

  test('shows names in code only, and every table row whole', () => {
    fc.assert(
      fc.property(anyReport, fc.boolean(), (report, verbose) => {
        const markdown = renderMarkdown(report, { verbose });
        // From the left: an escaped backtick begins no code, and in code nothing is escaped.
        const outside = markdown.replaceAll(/\\`|`[^`\n]*`/g, '');
        expect(outside).not.toMatch(/[`<>@]|:\/\/|!\[|\]\(/);
        for (const table of markdown.split('\n\n').filter((block) => block.startsWith('|'))) {
          const cells = table
            .trim()
            .split('\n')
            .map((row) => row.replaceAll('\\|', '').split('|').length);
          expect(new Set(cells).size).toBe(1);
        }
        expect(markdown.replaceAll('\n', '')).not.toMatch(/[\p{C}\p{Zl}\p{Zp}]/u);
      }),
    );
  });

  test('shows notes and every finding when verbose', () => {
    const findings = Array.from({ length: 60 }, () => OWN_ORPHANS);
    const many = { ...FAULTY, findings: [...findings, ...SAMPLED.findings] };
    expect(renderMarkdown(many)).toContain('Not shown: 10 more findings and 1 note.');
    expect(renderMarkdown(many).match(/^### /gm)).toHaveLength(15);
    expect(renderMarkdown(many, { verbose: true }).match(/^### /gm)).toHaveLength(61);
  });

  test('leaves services out beyond 30 unless verbose', () => {
    const services = Array.from({ length: 40 }, (_, index) => ({
      ...HEALTHY.services[0]!,
      name: `s${index}`,
    }));
    expect(renderMarkdown({ ...HEALTHY, services })).toContain('Not shown: 10 more services.');
    expect(renderMarkdown({ ...HEALTHY, services }, { verbose: true })).not.toContain('Not shown');
  });

  test('of an unknown result says so first', () => {
    expect(renderMarkdown(NO_DATA).split('\n')[0]).toBe('# Traces: unknown');
    expect(renderMarkdown(HOSTILE).split('\n')[0]).toBe('# Traces: findings');
  });
});

describe('escapes', () => {
  test.each([
    ['cart', '`cart`'],
    ['a`b|c<d', '`a\\x60b\\x7cc\\x3cd`'],
    ['@team [x](y)', '`@team [x](y)`'],
    ['', '`(empty)`'],
    ['x'.repeat(500), `\`${'x'.repeat(80)}…${'x'.repeat(79)}\``],
  ])('%j as code', (name, expected) => {
    expect(codeSpan(name)).toBe(expected);
  });

  test.each([
    ['raise OTEL_BSP_X', 'raise OTEL\\_BSP\\_X'],
    ['a <b> & c | d', 'a &lt;b&gt; &amp; c \\| d'],
    ['*bold* [x](y) `z`', '\\*bold\\* \\[x\\](y) \\`z\\`'],
    ['ask @team', '`ask @team`'],
    ['see https://example.org', '`see https://example.org`'],
  ])('%j as text', (text, expected) => {
    expect(markdownText(text)).toBe(expected);
  });
});
