import { randomUUID } from 'node:crypto';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import type { Context } from 'aws-lambda';
import { runAudit } from '../lib/audit/audit';
import { clientLimits } from '../lib/publish/client-limits';
import { jsonLog } from '../lib/runs/log';
import { isPlainError } from '../lib/runs/plain-errors';
import { RunError, runScheduled, type ScheduledResult } from '../lib/runs/run-scheduled';
import type { SourceKind } from '../lib/runs/sources';
import { parseEvent, type ScheduledEvent, scheduledEventSchema } from './events';
import { withPlainErrors } from './plain-errors';
import { metricsOf, noticesOf } from './publishers';
import { loadSettings } from './settings';
import { reportStore } from './stores';
import { provideTempoToken } from './tempo-token';

let lambda: LambdaClient | null = null;

/**
 * Audits every window that is due, of all sources of a kind, as far as the time of the invocation goes.
 * @throws EventError, EnvironmentError, ConfigError, RunError
 */
export function runOnSchedule(kind: SourceKind, event: unknown, context: Context): Promise<ScheduledResult> {
  return withPlainErrors(
    () => run(kind, event, context),
    (error) => error instanceof RunError && isPlainError(error.cause),
  );
}

async function run(kind: SourceKind, event: unknown, context: Context): Promise<ScheduledResult> {
  const started = parseEvent(scheduledEventSchema, event, 'an event of a schedule');
  const settings = await loadSettings();
  if (kind === 'live') await provideTempoToken(settings);
  return runScheduled(settings.config, kind, {
    store: reportStore(settings.reports),
    metrics: metricsOf(settings.namespace),
    notices: noticesOf(settings.topic),
    log: jsonLog((line) => process.stdout.write(`${line}\n`), { request: context.awsRequestId }, Date.now),
    audit: runAudit,
    now: Date.now,
    remainingMillis: () => context.getRemainingTimeInMillis(),
    // Not the request's ID: an event that comes twice has one ID, and is two runs.
    owner: randomUUID(),
    depth: started.kind === 'continue' ? started.depth : 0,
    continueLater: (depth) => invokeAgain(context.functionName, { kind: 'continue', depth }),
  });
}

/** Starts this function once more, without waiting for it. */
async function invokeAgain(functionName: string, event: ScheduledEvent): Promise<void> {
  lambda ??= new LambdaClient(clientLimits());
  await lambda.send(
    new InvokeCommand({
      FunctionName: functionName,
      InvocationType: 'Event',
      Payload: Buffer.from(JSON.stringify(event)),
    }),
  );
}
