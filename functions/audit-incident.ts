import type { Context } from 'aws-lambda';
import { runAudit } from '../lib/audit/audit';
import type { RunNotice } from '../lib/publish/notice';
import { jsonLog } from '../lib/runs/log';
import { runIncident } from '../lib/runs/run-incident';
import { withPlainErrors } from './plain-errors';
import { noticesOf } from './publishers';
import { loadSettings } from './settings';
import { reportStore } from './stores';
import { provideTempoToken } from './tempo-token';

/**
 * Audits the window that the event asks for, and the one it is compared with. Answers with the notice: the verdict,
 * what is new or worse, and where the full report is. docs/incident.md has every form of the event.
 * @throws RequestError where the event asks for nothing that can be audited
 */
export function handler(event: unknown, context: Context): Promise<RunNotice> {
  return withPlainErrors(() => auditIncident(event, context));
}

async function auditIncident(event: unknown, context: Context): Promise<RunNotice> {
  const settings = await loadSettings();
  await provideTempoToken(settings);
  return runIncident(event, settings.config, {
    store: reportStore(settings.reports),
    notices: noticesOf(settings.topic),
    log: jsonLog((line) => process.stdout.write(`${line}\n`), { request: context.awsRequestId }, Date.now),
    audit: runAudit,
    now: Date.now,
    remainingMillis: () => context.getRemainingTimeInMillis(),
    eventId: context.awsRequestId,
  });
}
