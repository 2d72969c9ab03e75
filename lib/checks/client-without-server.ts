import { Fact } from '../model/span';
import type { Check, CheckMeta } from './check';
import { edgeSubject, unblamedSubject } from './subjects';
import { Tally } from './tally';

const meta: CheckMeta = {
  id: 'client-without-server',
  title: 'makes calls that the called service has no span for',
  what: "A CLIENT span passes when a span of another service, or a SERVER span, is its child, and fails when none is although its callee is known: most calls like it reach that service, one service answers behind that peer when others call, the peer's host has the name of a service, or the config declares it. Databases and other callees without spans are learned and left out, as are failed calls, which may never have arrived, and CLIENT spans around another CLIENT span.",
  why: 'The trace ends at this call: what the callee did, and all that it called in turn, is missing or stands in another trace. No orphan shows it, since the missing spans are the lower ones.',
  remedy:
    'If calls of the kind are never answered, the caller does not send the context: instrument its HTTP or RPC client, and give both sides the same OTEL_PROPAGATORS. If only some are, the callee drops its part: give it a parent-based sampler (OTEL_TRACES_SAMPLER=parentbased_always_on or parentbased_traceidratio, never a bare traceidratio), then look for a full span queue (OTEL_BSP_MAX_QUEUE_SIZE), for exits without shutdown(), and for failed exports.',
  unit: 'call',
  severity: 'error',
  metric: true,
  needs: ['peer', 'status', 'tracestate'],
  reasons: {
    'never-answered': 'No call of this kind is ever answered: the context does not get through.',
    'not-answered': 'Other calls of this kind are answered.',
    'callee-unknown': 'Nothing tells that the callee makes spans: a database, or somebody else.',
    'call-failed': 'The call ended with an error and may never have arrived.',
    'declared-sampling':
      'The callee declares a higher sampling threshold than the caller: left out by design.',
  },
};

/** Calls whose other half is missing. */
export const clientWithoutServer: Check = {
  meta,
  start(_, learned, answers) {
    const { calls, services, edgeTable } = learned;
    const lost = new Tally(answers, (edge) => {
      const { from, to } = edgeTable.at(edge);
      return edgeSubject(from, to, to, from);
    });
    const notSent = new Tally(answers, (edge) => {
      const { from, to } = edgeTable.at(edge);
      return edgeSubject(from, to, from, from);
    });
    const unknown = new Tally(answers, unblamedSubject);

    function excuse(index: number): string | null {
      if ((calls.factsOf(index) & Fact.STATUS_ERROR) !== 0) return 'call-failed';
      const threshold = calls.thresholdOf(index);
      const isSampledDown = threshold !== 0 && services.threshold[calls.callees[index]!]! > threshold;
      return isSampledDown ? 'declared-sampling' : null;
    }

    /** What an unanswered call of each operation is, unless it has an excuse. */
    function verdicts() {
      return calls.operations.map(({ caller, callee, isEverAnswered }) => ({
        edge: edgeTable.find(caller, callee),
        tally: isEverAnswered ? lost : notSent,
        why: isEverAnswered ? 'not-answered' : 'never-answered',
      }));
    }

    return {
      end() {
        calls.eachAnswered((caller, callee, count) => lost.pass(edgeTable.find(caller, callee), count));
        for (const { caller, callee, unanswered } of calls.operations) {
          if (callee < 0) unknown.skip(caller, 'callee-unknown', unanswered);
        }
        const byOperation = verdicts();
        calls.unanswered.forEach((row, index) => {
          const { edge, tally, why } = byOperation[calls.operationOf[index]!]!;
          const reason = excuse(index);
          if (reason !== null) tally.skip(edge, reason);
          else tally.fail(edge, row, why);
        });
        for (const tally of [lost, notSent, unknown]) tally.flush();
      },
    };
  },
};
