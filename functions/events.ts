import { z } from 'zod';

/** An event that is not what the function is for: one sentence that names the field and what is accepted. */
export class EventError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'EventError';
  }
}

const DEPTH = 'give how many runs came before this one, from 1';

/** What starts a scheduled audit: EventBridge Scheduler, or the run before it that had no time for the rest. */
export const scheduledEventSchema = z.discriminatedUnion(
  'kind',
  [
    z.strictObject({
      kind: z.literal('schedule'),
      scheduledAt: z.iso.datetime({ offset: true, error: 'give a time such as 2026-11-20T15:20:00Z' }),
    }),
    z.strictObject({ kind: z.literal('continue'), depth: z.int({ error: DEPTH }).min(1, { error: DEPTH }) }),
  ],
  {
    error: ({ code }) =>
      code === 'invalid_union'
        ? 'give schedule or continue'
        : 'give {"kind": "schedule", "scheduledAt": "2026-11-20T15:20:00Z"}',
  },
);
export type ScheduledEvent = z.infer<typeof scheduledEventSchema>;

const RECORDS = 'give the records of SNS, at least one';
const MESSAGE = 'give the text of the message';

/** Messages of the topic. Only what is used is checked: AWS adds fields. */
export const topicEventSchema = z.object(
  {
    Records: z
      .array(
        z.object(
          { Sns: z.object({ Message: z.string({ error: MESSAGE }) }, { error: 'give {"Message"}' }) },
          { error: 'give {"Sns"}' },
        ),
        { error: RECORDS },
      )
      .min(1, { error: RECORDS }),
  },
  { error: 'give {"Records"}' },
);
export type TopicEvent = z.infer<typeof topicEventSchema>;

/**
 * The event as what it must be.
 * @param what it is, as in `an event of a schedule`
 * @throws EventError
 */
export function parseEvent<Event>(schema: z.ZodType<Event>, event: unknown, what: string): Event {
  const parsed = schema.safeParse(event);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const field = issue?.path.join('.') ?? '';
  throw new EventError(`not ${what}: ${field === '' ? '' : `${field}: `}${issue?.message}`);
}
