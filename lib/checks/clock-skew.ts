import type { Check, CheckMeta } from './check';
import { clockOffset, HOST_UNKNOWN, type HostPair, SAME_HOST } from './learned/skew';
import { Parentage } from './learned/span-survey';
import { PairIndex } from './numbers';
import { edgeSubject } from './subjects';
import { Tally } from './tally';

const meta: CheckMeta = {
  id: 'clock-skew',
  title: "runs on a clock that differs from its caller's",
  what: 'A call between two hosts passes when the span of the callee lies within that of the caller, or does not do so for reasons of its own. It fails when it lies outside and one constant offset, the median over at least 20 traces of the same two hosts and of 10 ms or more, puts nearly all (90 %) of their calls in place. Messages, calls that outlast their caller and callees on the same host are left out.',
  why: 'Spans of skewed hosts seem to start before they are called: latencies between services, waterfalls and critical paths are wrong, and logs and traces do not line up. Nothing is lost by it.',
  remedy:
    'Check the clock of both hosts: which one is wrong cannot be told from two. See that chrony or ntpd runs, is synchronised (chronyc tracking) and uses the same source on all hosts, also on virtual machines that were suspended. Until then trust durations within one host only.',
  unit: 'call',
  severity: 'warning',
  needs: ['hosts'],
  reasons: {
    'constant-offset': 'One offset explains this call and nearly all others between the two hosts.',
    'host-unknown': 'The resource names no host (host.id, host.ip or host.name).',
  },
};

const { REMOTE } = Parentage;

/** Calls between hosts whose clocks differ by a constant. */
export const clockSkew: Check = {
  meta,
  start(corpus, learned, answers) {
    const { edgeTable, parentage, skews } = learned;
    const { parent, service } = corpus;
    const tally = new Tally(answers, (edge) => {
      const { from, to } = edgeTable.at(edge);
      return edgeSubject(from, to, null);
    });
    const offsets = new OffsetsByEdge();

    /** The calls between hosts whose clocks differ, one by one. */
    function judgeShifted(): void {
      for (let row = 0; row < corpus.spanCount; row++) {
        if (parentage[row] !== REMOTE || parent[row]! < 0) continue;
        const pair = skews.pairOf(row);
        if (pair < 0 || !skews.pairs[pair]!.isConstant) continue;
        const offset = clockOffset(corpus, row);
        if (Number.isNaN(offset)) continue;
        const edge = edgeTable.find(service[parent[row]!]!, service[row]!);
        if (offset === 0) {
          tally.pass(edge);
          continue;
        }
        offsets.add(edge, pair);
        tally.fail(edge, row, 'constant-offset');
      }
    }

    return {
      end() {
        if (skews.isBlind)
          edgeTable.each((_from, _to, calls, edge) => tally.skip(edge, 'host-unknown', calls));
        for (const { edge, pair, calls, comparable } of skews.hostCalls) {
          if (pair === HOST_UNKNOWN) tally.skip(edge, 'host-unknown', calls);
          else if (pair !== SAME_HOST && !skews.pairs[pair]!.isConstant) tally.pass(edge, comparable);
        }
        if (skews.pairs.some(({ isConstant }) => isConstant)) judgeShifted();
        offsets.each(skews.pairs, (edge, text) => tally.note(edge, text));
        tally.flush();
      },
    };
  },
};

/** The largest offset among the host pairs of each edge, in words. */
class OffsetsByEdge {
  private readonly seen = new PairIndex(); // (edge, host pair)

  add(edge: number, pair: number): void {
    this.seen.number(edge, pair);
  }

  each(pairs: readonly HostPair[], visit: (edge: number, text: string) => void): void {
    const worst = new Map<number, { readonly offset: number; readonly hostPairs: number }>();
    for (let index = 0; index < this.seen.size; index++) {
      const edge = this.seen.first(index);
      const { offset } = pairs[this.seen.second(index)]!;
      const known = worst.get(edge) ?? { offset: 0, hostPairs: 0 };
      const isWorse = Math.abs(offset) > Math.abs(known.offset) || (offset === -known.offset && offset > 0);
      worst.set(edge, { offset: isWorse ? offset : known.offset, hostPairs: known.hostPairs + 1 });
    }
    for (const [edge, { offset, hostPairs }] of worst) visit(edge, wordsFor(offset, hostPairs));
  }
}

/** `250 ms behind`, by the offset (ns) that would put the callee in place. */
function wordsFor(offset: number, hostPairs: number): string {
  const amount = `${Math.round(Math.abs(offset) / 1e6)} ms ${offset > 0 ? 'behind' : 'ahead'} (median)`;
  return hostPairs === 1 ? amount : `${amount} between the worst of ${hostPairs} pairs of hosts`;
}
