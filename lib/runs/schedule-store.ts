import type { Window } from '../model/window';
import { stateKey } from '../publish/report-storage';
import type { ObjectStore } from '../publish/store';
import { parseStored, updateJson } from '../publish/update-json';
import { type Closure, type ScheduleState, stateSchema } from '../schedule/state';
import {
  type Claim,
  type ClaimRules,
  claim,
  fail,
  finish,
  firstState,
  markReported,
  type Step,
} from '../schedule/transitions';

/** The state of one source's windows in the report bucket: each step is one conditional write. */
export class ScheduleStore {
  private readonly store: ObjectStore;
  private readonly key: string;
  private readonly owner: string;
  private readonly rules: ClaimRules;
  private readonly now: () => number;

  constructor(store: ObjectStore, source: string, owner: string, rules: ClaimRules, now: () => number) {
    this.store = store;
    this.key = stateKey(source);
    this.owner = owner;
    this.rules = rules;
    this.now = now;
  }

  /** Takes the next window. @param skip starts of windows that this run has already tried */
  claim(
    skip: ReadonlySet<number>,
  ): Promise<{ readonly claim: Claim; readonly bytesPerSecond: number | null }> {
    const claimant = { owner: this.owner, now: this.now() };
    return this.step((current) => {
      const { state, result } = claim(current, claimant, this.rules, skip);
      return { state, result: { claim: result, bytesPerSecond: state.bytesPerSecond } };
    });
  }

  finish(window: Window, bytesPerSecond: number | null): Promise<'closed' | 'lost'> {
    return this.step((current) => finish(this.known(current), window, this.owner, bytesPerSecond));
  }

  fail(window: Window, reason: string, bytesPerSecond: number | null): Promise<'failed' | 'parked' | 'lost'> {
    return this.step((current) =>
      fail(this.known(current), window, this.owner, reason, this.rules, bytesPerSecond),
    );
  }

  /** What was closed without an audit and not told yet. */
  async toReport(): Promise<readonly Closure[]> {
    const stored = await this.store.get(this.key);
    return stored === null ? [] : parseStored(this.key, stored.body, stateSchema).toReport;
  }

  async markReported(closure: Closure): Promise<void> {
    await this.step((current) => ({ state: markReported(this.known(current), closure), result: null }));
  }

  private known(current: ScheduleState | null): ScheduleState {
    return current ?? firstState(this.rules, this.now());
  }

  private step<Result>(next: (current: ScheduleState | null) => Step<Result>): Promise<Result> {
    return updateJson(this.store, this.key, stateSchema, (current: ScheduleState | null) => {
      const { state, result } = next(current);
      const isSame = current !== null && JSON.stringify(state) === JSON.stringify(current);
      return { value: isSame ? undefined : state, result };
    });
  }
}
