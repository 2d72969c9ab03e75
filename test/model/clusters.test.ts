import * as fc from 'fast-check';
import { ClusterIndex, markClusters } from '../../lib/model/clusters';
import { TraceState } from '../../lib/model/corpus';
import { wordsOfNanos } from '../../lib/model/time';

const T = Date.UTC(2026, 10, 20, 14);
const MINUTE = 60_000;
const MINUTES = [
  { start: T, end: T + MINUTE },
  { start: T + 5 * MINUTE, end: T + 6 * MINUTE },
];
const MARGINS = { before: MINUTE, after: 2 * MINUTE, settle: 10_000 };
const nanos = (millis: number, more = 0n) => wordsOfNanos(BigInt(millis) * 1_000_000n + more);

test.each([
  ['a nanosecond before', nanos(T, -1n), -1],
  ['at its start', nanos(T), 0],
  ['its last nanosecond', nanos(T + MINUTE, -1n), 0],
  ['at its end', nanos(T + MINUTE), -1],
  ['between two', nanos(T + 3 * MINUTE), -1],
  ['the second one', nanos(T + 5 * MINUTE, 1n), 1],
  ['after all', nanos(T + 6 * MINUTE), -1],
] as const)('%s', (_, [high, low], expected) => {
  expect(new ClusterIndex(MINUTES).at(high, low)).toBe(expected);
});

test('any time is found where a search from the front finds it', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: T - MINUTE, max: T + 7 * MINUTE }),
      fc.bigInt(0n, 999_999n),
      (millis, more) => {
        const [high, low] = nanos(millis, more);
        const expected = MINUTES.findIndex(({ start, end }) => start <= millis && millis < end);
        expect(new ClusterIndex(MINUTES).at(high, low)).toBe(expected);
      },
    ),
  );
});

const { JUDGED, OUTSIDE, UNSETTLED, CUT, DAMAGED } = TraceState;
test.each<[string, number, number, number, number]>([
  ['in a chosen minute', JUDGED, T, T + 1, JUDGED],
  ['in another minute', JUDGED, T + MINUTE, T + MINUTE, OUTSIDE],
  ['damaged, in another minute', DAMAGED, T + MINUTE, T + MINUTE, OUTSIDE],
  ['damaged', DAMAGED, T, T + 1, DAMAGED],
  ['as long as the margin', JUDGED, T + MINUTE - 1, T + 3 * MINUTE, JUDGED],
  ['a little longer', JUDGED, T, T + 3 * MINUTE + 1, UNSETTLED],
  ['as far as was read for its minute', JUDGED, T, T + 3 * MINUTE + 10_000, CUT],
])('a trace %s', (_, state, earliest, latest, expected) => {
  const states = Uint8Array.of(state);
  const spread = { earliest: Uint32Array.from(nanos(earliest)), latest: Uint32Array.from(nanos(latest)) };
  markClusters(states, spread, MINUTES, MARGINS);
  expect(states[0]).toBe(expected);
});
