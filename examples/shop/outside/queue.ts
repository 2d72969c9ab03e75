import { z } from 'zod';

export const message = z.object({
  id: z.number(),
  /** The producer's trace context. */
  headers: z.record(z.string(), z.string()),
  payload: z.unknown(),
});

export type Message = z.infer<typeof message>;

/** A message that is not acknowledged within this time is delivered again. */
const REDELIVERY_MS = 3000;

/** One consumer group's view of a topic: what waits, and what is delivered but not yet acknowledged. */
export class Queue {
  #waiting: Message[] = [];
  readonly #delivered = new Map<number, { readonly message: Message; readonly until: number }>();

  push(message: Message): void {
    this.#waiting.push(message);
  }

  take(limit: number, now: number): Message[] {
    for (const [id, { message, until }] of this.#delivered) {
      if (until > now) continue;
      this.#delivered.delete(id);
      this.#waiting.push(message);
    }
    const taken = this.#waiting.slice(0, limit);
    this.#waiting = this.#waiting.slice(limit);
    for (const message of taken) this.#delivered.set(message.id, { message, until: now + REDELIVERY_MS });
    return taken;
  }

  acknowledge(ids: readonly number[]): void {
    for (const id of ids) this.#delivered.delete(id);
  }

  get depth(): number {
    return this.#waiting.length + this.#delivered.size;
  }
}
