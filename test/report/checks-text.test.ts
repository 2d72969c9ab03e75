import { stripVTControlCharacters } from 'node:util';
import { cellWidth } from '../../lib/report/cells';
import { renderCheck, renderChecks } from '../../lib/report/checks-text';
import { expectFile } from './expected';

const ORPHAN_SPAN = {
  id: 'orphan-span',
  title: 'has spans whose parent was never stored',
  what: 'A span that names a parent passes when its trace holds a span with that ID and fails when none does.',
  why: 'Each orphan proves that at least one span was lost or never recorded. Below the gap, service graphs and latency breakdowns are wrong.',
  remedy: 'Look for a full span queue (raise OTEL_BSP_MAX_QUEUE_SIZE), and for exits without shutdown().',
  unit: 'span',
  severity: 'error',
  reasons: {
    'local-parent-missing': 'The parent was in the same process and is not stored.',
    'remote-parent-missing': 'The parent was in another process and is not stored, wherever it was lost.',
  },
} as const;
const PLAIN = {
  ...ORPHAN_SPAN,
  id: 'single-span-trace-share',
  title: 'has spans that mostly stand alone in their traces, as if no context came in',
  severity: 'warning',
  reasons: {},
} as const;

describe('the pages of checks', () => {
  test('the list', () => {
    expectFile('checks.txt', renderChecks([ORPHAN_SPAN, PLAIN]));
    expect(renderChecks([])).toBe(
      'Check  Worst    It finds that a service\n\ntracewarden checks ID explains one.\n',
    );
  });

  test('one check', () => {
    expectFile('check.txt', renderCheck(ORPHAN_SPAN));
    expect(renderCheck(PLAIN)).not.toContain('Reasons');
  });

  test('keep to 80 cells, and colours are only added', () => {
    const plain = renderCheck(ORPHAN_SPAN) + renderChecks([ORPHAN_SPAN, PLAIN]);
    const colored =
      renderCheck(ORPHAN_SPAN, { color: true }) + renderChecks([ORPHAN_SPAN, PLAIN], { color: true });
    expect(Math.max(...plain.split('\n').map(cellWidth))).toBeLessThanOrEqual(80);
    expect(stripVTControlCharacters(colored)).toBe(plain);
    expect(colored).not.toBe(plain);
  });
});
