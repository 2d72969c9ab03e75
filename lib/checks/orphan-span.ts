import type { Check, CheckMeta } from './check';
import { edgeSubject, ownSubject, unblamedSubject } from './subjects';
import { Tally } from './tally';

const meta: CheckMeta = {
  id: 'orphan-span',
  title: 'has spans whose parent was never stored',
  what: 'A span that names a parent passes when its trace holds a span with that ID and fails when none does. Spans with a parent in the same process are counted for their own service, spans with a parent in another process for the call between the two services. Roots have no parent to look for. Traces that declare their sampling, and entry services behind a proxy that makes parent IDs up, are left out.',
  why: 'Each orphan proves that at least one span was lost or never recorded. Below the gap, service graphs, critical paths and latency breakdowns are wrong, and a search for the missing service does not find the trace.',
  remedy:
    'A local parent can only be lost by the service itself: look for a full span queue (raise OTEL_BSP_MAX_QUEUE_SIZE or lower OTEL_BSP_SCHEDULE_DELAY), for exits without shutdown() or forceFlush(), and for export failures in its log. For a parent in another service look at that caller first, the same way; then check that it samples with OTEL_TRACES_SAMPLER=parentbased_... like its neighbours, and that the Collector between does not refuse or drop (sending_queue size, memory_limiter).',
  unit: 'span',
  severity: 'error',
  metric: true,
  reasons: {
    'local-parent-missing': 'The parent was in the same process and is not stored.',
    'remote-parent-missing': 'The parent was in another process and is not stored.',
    'declared-sampling':
      'The trace declares different sampling thresholds: the parent was left out by design.',
    'phantom-parent':
      'No remote parent of this entry service is ever seen; the check phantom-parent tells of it.',
    'invalid-parent-id': 'The parent ID is no valid ID; the check invalid-id tells of it.',
  },
};

/** Spans whose parent is missing: lost by their own service, or by the one that called. */
export const orphanSpan: Check = {
  meta,
  start(_, learned, answers) {
    const { orphans, services, edgeTable } = learned;
    const local = new Tally(answers, ownSubject);
    const called = new Tally(answers, (edge) => {
      const { from, to } = edgeTable.at(edge);
      return edgeSubject(from, to, from);
    });
    const uncalled = new Tally(answers, unblamedSubject);
    const tallies = { local, called, uncalled };

    return {
      end() {
        services.localChildren.forEach((count, service) => local.pass(service, count));
        edgeTable.each((_from, _to, calls, edge) => called.pass(edge, calls));
        for (const { kind, subject, excuse, rows } of orphans.groups) {
          const reason = kind === 'local' ? 'local-parent-missing' : 'remote-parent-missing';
          if (excuse !== null) tallies[kind].skip(subject, excuse, rows.length);
          else tallies[kind].failAll(subject, rows, reason);
        }
        for (const tally of Object.values(tallies)) tally.flush();
      },
    };
  },
};
