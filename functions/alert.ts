import { setTimeout as sleep } from 'node:timers/promises';
import type { Context } from 'aws-lambda';
import { AlertInputError, type DeliveryReport, handleMessage } from '../lib/publish/alerts/alert';
import { awsSecretStores } from '../lib/publish/alerts/aws-secrets';
import { httpsFetcher } from '../lib/publish/alerts/fetcher';
import { CachedSecrets } from '../lib/publish/alerts/secrets';
import { deliveryPoints } from '../lib/publish/metrics/delivery-points';
import { jsonLog, reasonOf } from '../lib/runs/log';
import { parseEvent, topicEventSchema } from './events';
import { withPlainErrors } from './plain-errors';
import { metricsOf } from './publishers';
import { type FunctionSettings, loadSettings } from './settings';
import { reportStore } from './stores';

/** Of the function's time, what is kept for counting, and for saying that it failed; milliseconds. */
const METRICS_MS = 5000;
const LOGGING_MS = 500;

type AlertContext = Pick<Context, 'getRemainingTimeInMillis' | 'awsRequestId'>;

/** Kept between invocations, so that a secret is read once in minutes. */
const secrets = new CachedSecrets(awsSecretStores(), Date.now);

/** A chat did not get its message: the event is to come again, and in the end to the dead-letter queue. */
export class DeliveryError extends Error {
  constructor(reports: readonly DeliveryReport[]) {
    const missing = reports.flatMap(({ chats }) =>
      chats.filter(({ result }) => result === 'failed' || result === 'busy'),
    );
    super(
      `not every chat has its message: ${missing.map(({ chat, reason }) => `${chat}: ${reason ?? 'busy'}`).join('; ')}`,
    );
    this.name = 'DeliveryError';
  }
}

/**
 * Posts what a run or an alarm told the topic to the chats that are to hear of it.
 * @throws EventError, AlertInputError, DeliveryError
 */
export function handler(event: unknown, context: AlertContext): Promise<readonly DeliveryReport[]> {
  return withPlainErrors(
    () => alert(event, context),
    (error) => error instanceof AlertInputError || error instanceof DeliveryError,
  );
}

async function alert(event: unknown, context: AlertContext): Promise<readonly DeliveryReport[]> {
  const { Records } = parseEvent(topicEventSchema, event, 'messages of the topic');
  const settings = await loadSettings();
  const delivered: DeliveryReport[] = [];
  try {
    for (const { Sns } of Records) {
      const report = await handleMessage(Sns.Message, {
        config: settings.config.alerting,
        environment: settings.environment,
        store: reportStore(settings.reports),
        secrets,
        fetcher: httpsFetcher(),
        now: Date.now,
        sleep,
        remainingTime: () => context.getRemainingTimeInMillis() - METRICS_MS,
      });
      delivered.push(report);
    }
  } finally {
    await countDeliveries(delivered, settings, context);
  }
  if (delivered.some(({ isIncomplete }) => isIncomplete)) throw new DeliveryError(delivered);
  return delivered;
}

/** What was posted is posted: where it cannot be counted, that is written down, and the event does not come again. */
async function countDeliveries(
  delivered: readonly DeliveryReport[],
  { environment, namespace }: FunctionSettings,
  context: AlertContext,
): Promise<void> {
  const now = Date.now();
  const points = deliveryPoints(delivered, environment, now);
  if (points.length === 0) return;
  const time = Math.max(0, context.getRemainingTimeInMillis() - LOGGING_MS);
  try {
    await metricsOf(namespace).publish(points, now, AbortSignal.timeout(time));
  } catch (error) {
    const log = jsonLog(
      (line) => process.stdout.write(`${line}\n`),
      { request: context.awsRequestId },
      Date.now,
    );
    log({ step: 'metrics-failed', reason: reasonOf(error) });
  }
}
