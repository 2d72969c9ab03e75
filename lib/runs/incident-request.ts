import { z } from 'zod';
import { INSTANT_FORMS, parseInstant } from '../config/instant';
import { UnitError } from '../config/unit-error';
import { escapeUntrusted } from '../report/untrusted';

/** The caller's mistake: one sentence that names the field and what is accepted. */
export class RequestError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'RequestError';
  }
}

/** Words for baselines. */
export const BASELINES = ['previous', 'yesterday', 'last-week'] as const;
/** Minutes on each side of `around` where none are given. */
export const DEFAULT_MINUTES = 15;
const MAX_MINUTES = 720;
/** Trace IDs that one request may name. */
const MAX_TRACE_IDS = 100;
const MAX_TEXT = 2000;

const MINUTES_FORMS = `a number of minutes from 1 to ${MAX_MINUTES}, on each side of around`;
const ALARM_FORMS = 'the message of a CloudWatch alarm, as SNS or EventBridge delivers it';
const FORMS = 'give {"from", "to"}, {"around", "minutes"} or {"alarm"}';

function textOf(accepted: string) {
  return z.string({ error: accepted }).trim().min(1, { error: accepted }).max(MAX_TEXT, { error: accepted });
}

const instant = textOf(INSTANT_FORMS);
const period = z.strictObject({ from: instant, to: instant });

const BASELINE_FORMS = `${BASELINES.join(', ')}, or a window {"from", "to"}`;
const TRACE_ID_FORMS = `a list of 1 to ${MAX_TRACE_IDS} trace IDs of 32 hex digits`;

const fields = {
  service: textOf("a service's name, * for any part of it"),
  query: textOf('a TraceQL query, for live sources'),
  traceIds: z
    .array(z.string({ error: TRACE_ID_FORMS }).regex(/^[0-9a-f]{32}$/i, { error: TRACE_ID_FORMS }), {
      error: TRACE_ID_FORMS,
    })
    .min(1, { error: TRACE_ID_FORMS })
    .max(MAX_TRACE_IDS, { error: TRACE_ID_FORMS }),
  source: textOf("a source's name"),
  baseline: z.union([z.enum(BASELINES), period], { error: BASELINE_FORMS }),
};

const requestSchema = z.strictObject({
  from: instant.optional(),
  to: instant.optional(),
  around: instant.optional(),
  minutes: z
    .number({ error: MINUTES_FORMS })
    .min(1, { error: MINUTES_FORMS })
    .max(MAX_MINUTES, { error: MINUTES_FORMS })
    .optional(),
  alarm: z.union([z.record(z.string(), z.unknown()), textOf(ALARM_FORMS)], { error: ALARM_FORMS }).optional(),
  service: fields.service.optional(),
  query: fields.query.optional(),
  traceIds: fields.traceIds.optional(),
  source: fields.source.optional(),
  baseline: fields.baseline.optional(),
});

export type RawRequest = z.infer<typeof requestSchema>;

/**
 * The fields of a request, each of its kind; which of them go together is told by `incidentWindows`.
 * @throws RequestError
 */
export function parseRequest(value: unknown): RawRequest {
  const parsed = requestSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  if (issue === undefined) throw new RequestError(`the request cannot be read: ${FORMS}`);
  if (issue.code === 'unrecognized_keys') {
    const known = Object.keys(requestSchema.shape).join(', ');
    throw new RequestError(`${escapeUntrusted(issue.keys.join(', '))}: not known; the fields are ${known}`);
  }
  const path = issue.path.join('.');
  if (path === '') throw new RequestError(`the request must be a map: ${FORMS}`);
  throw new RequestError(`${path}: give ${issue.message}`);
}

/** A point in time of a field. @throws RequestError */
export function instantOf(field: string, text: string, now: number): number {
  try {
    return parseInstant(text, now);
  } catch (error) {
    if (!(error instanceof UnitError)) throw error;
    throw new RequestError(`${field}: ${escapeUntrusted(error.message)}`);
  }
}
