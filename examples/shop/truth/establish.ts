import type { Fault } from '../system/faults';
import { countServices, countSpans } from './count-spans';
import { countEdges, countOrphans, countStructure } from './count-structure';
import type { Truth } from './model';
import { readArchive } from './read-archive';
import { readLedgers } from './read-ledgers';
import { indexRecording } from './recording-index';

export interface Circumstances extends Pick<Truth, 'recording' | 'recorded' | 'requests'> {
  readonly faults: readonly Fault[];
}

/** Compares the spans that every process started with those that the archive holds. */
export async function establishTruth(ledgers: string, archive: string, known: Circumstances): Promise<Truth> {
  const lives = await readLedgers(ledgers);
  const { objects, bytes, spans } = await readArchive(archive);
  const index = indexRecording(lives, spans);
  const { recording, recorded, requests, faults } = known;
  return {
    recording,
    recorded,
    requests,
    archive: { objects, bytes, records: spans.length },
    faults: faults.map((fault) => ({
      ...fault,
      service: lives.find(({ role }) => role === fault.role)?.service ?? fault.role,
    })),
    totals: countSpans(lives, index),
    structure: countStructure(index),
    services: countServices(index, faults),
    edges: countEdges(index),
    orphans: countOrphans(index),
  };
}
