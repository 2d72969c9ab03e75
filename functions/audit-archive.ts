import type { Context } from 'aws-lambda';
import type { ScheduledResult } from '../lib/runs/run-scheduled';
import { runOnSchedule } from './scheduled';

/**
 * Audits what came into the archive since the last completed window.
 * @throws EventError where the event is neither a schedule's nor a run's own
 */
export function handler(event: unknown, context: Context): Promise<ScheduledResult> {
  return runOnSchedule('archive', event, context);
}
