import type { z } from 'zod';
import { type ObjectStore, StoreError } from './store';

/** Writers that meet take turns: of n that start at once, one is through after each round, so this is for 25. */
const MAX_ROUNDS = 25;

/** What a change makes of the value that is stored now (null: none): the new value, and what the caller learns. */
export interface Change<Value, Result> {
  /** undefined: nothing is to be written. */
  readonly value: Value | undefined;
  readonly result: Result;
}

/**
 * Changes a small JSON object as if nobody else wrote to it: reads it, asks what to make of it, writes it on the
 * condition that it is still what was read, and begins anew where it is not. `change` is called once for each round and
 * must have no other effect.
 * @param schema of what is stored; what does not fit is an error, never overwritten
 * @throws StoreError where the place fails, the object is not what it must be, or others always come first
 */
export async function updateJson<Value, Result>(
  store: ObjectStore,
  key: string,
  schema: z.ZodType<Value>,
  change: (current: Value | null) => Change<Value, Result>,
): Promise<Result> {
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const stored = await store.get(key);
    const current = stored === null ? null : parseStored(key, stored.body, schema);
    const { value, result } = change(current);
    if (value === undefined) return result;
    const condition = stored === null ? ({ ifNoneMatch: true } as const) : { ifMatch: stored.etag };
    const answer = await store.put(key, Buffer.from(`${JSON.stringify(value)}\n`), condition, {
      contentType: 'application/json',
    });
    if (answer !== 'conflict') return result;
  }
  throw new StoreError(`${key}: was changed by others ${MAX_ROUNDS} times while it was to be written`);
}

/** @throws StoreError where the bytes are no JSON of this schema */
export function parseStored<Value>(key: string, body: Uint8Array, schema: z.ZodType<Value>): Value {
  let value: unknown;
  try {
    value = JSON.parse(Buffer.from(body).toString('utf8'));
  } catch (error) {
    throw new StoreError(`${key}: is no JSON; move it away to begin anew`, { cause: error });
  }
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new StoreError(
    `${key}: is not what this version wrote (${issue?.path.join('.')}: ${issue?.message}); move it away to begin anew`,
  );
}
