import type { TempoOptions } from './options';
import {
  RECORDED_MAX_BYTES,
  type RecordedVersion,
  recordedExchanges,
  recordedMetrics,
  recordedPushes,
} from './recordings';

/** A recorded server at one of the two times at which it was asked. */
export interface RecordedServer {
  readonly version: RecordedVersion;
  readonly when: 'live' | 'settled';
}

export const RECORDED_SERVERS: readonly RecordedServer[] = [
  { version: '2.10.8', when: 'live' },
  { version: '2.10.8', when: 'settled' },
  { version: '3.1-dev', when: 'live' },
  { version: '3.1-dev', when: 'settled' },
];

/** From the end that the searches asked for to the clock that 3.1 cut it by, in seconds: its answers tell. */
const ASKED_AHEAD = 29;

/** A stand-in like the recorded server: the same pushes, the same state, the clock of that time. */
export function likeRecorded({ version, when }: RecordedServer): TempoOptions {
  const all = recordedExchanges(version, when).find(({ name }) => name === 'search all');
  const end = Number(new URLSearchParams(all?.request.path.split('?')[1]).get('end'));
  const isOld = version === '2.10.8';
  const isSettled = when === 'settled';
  return {
    pushes: recordedPushes(version),
    flavour: isOld ? '2.10' : '3.1',
    maxBytesPerTrace: RECORDED_MAX_BYTES,
    now: () => (end + ASKED_AHEAD) * 1000,
    isCompacted: isOld && isSettled,
    isRecentForSearch: !(isOld && isSettled),
    prometheus: recordedMetrics(version),
    ...(isOld ? { tenant: 'team-a' } : {}),
    ...(!isOld && isSettled ? { metrics: 'left-live-stores' } : {}),
  };
}
