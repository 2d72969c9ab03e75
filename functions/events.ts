import { z } from 'zod';

/** An event that is not what the function is for: one sentence that names the field and what is accepted. */
export class EventError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'EventError';
  }
}

/** What starts a scheduled audit: EventBridge Scheduler, or the run before it that had no time for the rest. */
export const scheduledEventSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('schedule'), scheduledAt: z.iso.datetime({ offset: true }) }),
  z.strictObject({ kind: z.literal('continue'), depth: z.int().min(1) }),
]);
export type ScheduledEvent = z.infer<typeof scheduledEventSchema>;

/** Messages of the topic. Only what is used is checked: AWS adds fields. */
export const topicEventSchema = z.object({
  Records: z.array(z.object({ Sns: z.object({ Message: z.string() }) })).min(1),
});
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
