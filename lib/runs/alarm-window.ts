import { z } from 'zod';
import { RequestError } from './incident-request';

/** A window, milliseconds since the epoch. */
interface Period {
  readonly start: number;
  readonly end: number;
}

/** What an alarm does not say of its own length; seconds. */
const DEFAULT_PERIOD = 300;
const MAX_LENGTH = 24 * 3_600_000;
/** The least that is looked at: an alarm of one minute began before it was seen. Milliseconds. */
const LEAST_LENGTH = 15 * 60_000;

const instant = z.string().transform((text, context) => {
  // SNS writes the offset as +0000, which RFC 3339 does not know.
  const millis = Date.parse(text.replace(/([+-]\d\d)(\d\d)$/, '$1:$2'));
  if (Number.isFinite(millis)) return millis;
  context.addIssue({ code: 'custom', message: 'no time' });
  return z.NEVER;
});

const fromSns = z.object({
  StateChangeTime: instant,
  Trigger: z.object({ Period: z.number().optional(), EvaluationPeriods: z.number().optional() }).optional(),
});

const fromEventBridge = z.object({
  detail: z.object({ state: z.object({ timestamp: instant }) }),
});

const SENTENCE =
  'alarm: give the message of a CloudWatch alarm with StateChangeTime (SNS) or detail.state.timestamp (EventBridge)';

/**
 * The time that an alarm is about: what it evaluated before its state changed, at least a quarter of an hour.
 * @throws RequestError
 */
export function alarmWindow(alarm: unknown): Period {
  const value = typeof alarm === 'string' ? parsedJson(alarm) : alarm;
  const sns = fromSns.safeParse(value);
  if (sns.success) {
    const { StateChangeTime: end, Trigger = {} } = sns.data;
    const { Period = DEFAULT_PERIOD, EvaluationPeriods = 1 } = Trigger;
    const length = Math.min(MAX_LENGTH, Math.max(LEAST_LENGTH, Period * EvaluationPeriods * 1000));
    return { start: end - length, end };
  }
  const bridge = fromEventBridge.safeParse(value);
  if (!bridge.success) throw new RequestError(SENTENCE);
  const end = bridge.data.detail.state.timestamp;
  return { start: end - LEAST_LENGTH, end };
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new RequestError(SENTENCE);
  }
}
