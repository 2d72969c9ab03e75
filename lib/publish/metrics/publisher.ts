import { batchesOf } from './batches';
import { type MetricPoint, refusalOf } from './limits';

/** What became of a set of points. */
export interface PublishOutcome {
  readonly sent: number;
  /** Points that CloudWatch would not have taken and that were left out, with the reason. */
  readonly refused: readonly { readonly name: string; readonly reason: string }[];
}

/** Publishes points: CloudWatch, or a list in tests. */
export interface MetricPublisher {
  /**
   * @param signal ends it; by default only the limits on requests do
   * @throws MetricsError where not all could be sent
   */
  publish(points: readonly MetricPoint[], now: number, signal?: AbortSignal): Promise<PublishOutcome>;
}

/** Metrics could not be published: one sentence, without secrets. */
export class MetricsError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'MetricsError';
  }
}

/** Rounds over what was not accepted yet, each with the client's own retries. */
const ROUNDS = 2;

/**
 * Sends points in as few requests as the limits allow. What was accepted is not sent again, also where a request
 * between fails: the rest is sent first, and then the failed ones once more.
 * @param send one request; throws where it was not accepted
 * @throws MetricsError with the last reason
 */
export async function publishPoints(
  points: readonly MetricPoint[],
  now: number,
  send: (batch: readonly MetricPoint[]) => Promise<void>,
): Promise<PublishOutcome> {
  const judged = points.map((point) => ({ point, reason: refusalOf(point, now) }));
  const good = judged.filter(({ reason }) => reason === null).map(({ point }) => point);
  let pending = batchesOf(good);
  let failure: unknown = null;
  for (let round = 0; round < ROUNDS && pending.length > 0; round++) {
    const failed: MetricPoint[][] = [];
    for (const batch of pending) {
      try {
        await send(batch);
      } catch (error) {
        failure = error;
        failed.push(batch);
      }
    }
    pending = failed;
  }
  if (pending.length > 0) throw new MetricsError(sentenceOf(failure), { cause: failure });
  return {
    sent: good.length,
    refused: judged.flatMap(({ point, reason }) => (reason === null ? [] : [{ name: point.name, reason }])),
  };
}

function sentenceOf(error: unknown): string {
  const name = error instanceof Error ? error.name : 'Error';
  return `metrics could not be published: CloudWatch did not accept them (${name})`;
}
