import { setTimeout as sleep } from 'node:timers/promises';
import type { Context } from 'aws-lambda';
import { type DeliveryReport, handleMessage } from '../lib/publish/alerts/alert';
import { awsSecretStores } from '../lib/publish/alerts/aws-secrets';
import { httpsFetcher } from '../lib/publish/alerts/fetcher';
import { CachedSecrets } from '../lib/publish/alerts/secrets';
import { parseEvent, topicEventSchema } from './events';
import { loadSettings } from './settings';
import { reportStore } from './stores';

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
export async function handler(
  event: unknown,
  context: Pick<Context, 'getRemainingTimeInMillis'>,
): Promise<readonly DeliveryReport[]> {
  const { Records } = parseEvent(topicEventSchema, event, 'messages of the topic');
  const { config, environment, reports } = await loadSettings();
  const delivered: DeliveryReport[] = [];
  for (const { Sns } of Records) {
    const report = await handleMessage(Sns.Message, {
      config: config.alerting,
      environment,
      store: reportStore(reports),
      secrets,
      fetcher: httpsFetcher(),
      now: Date.now,
      sleep,
      remainingTime: () => context.getRemainingTimeInMillis(),
    });
    delivered.push(report);
  }
  if (delivered.some(({ isIncomplete }) => isIncomplete)) throw new DeliveryError(delivered);
  return delivered;
}
