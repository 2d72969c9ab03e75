import { escapeJsonText } from '../../report/untrusted';
import { type ObjectStore, StoreError } from '../store';
import { type AlertState, alertStateSchema, EMPTY_STATE } from './state';

/** Two runs that write at once take turns; so many in a row mean that something else is wrong. */
const MAX_TRIES = 8;

/** Where the state of a source's alerts is kept. Names are encoded: a name cannot lead to another's state. */
export function stateKey(environment: string, source: string): string {
  return `state/alerts/${encodeURIComponent(environment)}/${encodeURIComponent(source)}.json`;
}

/** What a change of the state comes to besides the state: `state` null leaves it as it is. */
export interface Revision<Result> {
  readonly state: AlertState | null;
  readonly result: Result;
}

/**
 * Changes the state of a source: reads it, revises it and writes it, anew where another run was faster. `revise` is
 * pure, for it may be called several times.
 * @throws StoreError where the store cannot be used, or the state in it is not readable
 */
export async function reviseState<Result>(
  store: ObjectStore,
  key: string,
  revise: (state: AlertState) => Revision<Result>,
): Promise<Result> {
  for (let attempt = 0; attempt < MAX_TRIES; attempt++) {
    const stored = await store.get(key);
    const state = stored === null ? EMPTY_STATE : readState(key, stored.body);
    const { state: next, result } = revise(state);
    if (next === null) return result;
    const body = Buffer.from(escapeJsonText(JSON.stringify(next)));
    const condition = stored === null ? ({ ifNoneMatch: true } as const) : { ifMatch: stored.etag };
    const put = await store.put(key, body, condition, { contentType: 'application/json' });
    if (put !== 'conflict') return result;
  }
  throw new StoreError(`${key}: others changed it ${MAX_TRIES} times in a row`);
}

function readState(key: string, body: Uint8Array): AlertState {
  try {
    return alertStateSchema.parse(JSON.parse(Buffer.from(body).toString('utf8')));
  } catch (error) {
    throw new StoreError(`${key} is no state of alerts; move it away to begin anew`, { cause: error });
  }
}
