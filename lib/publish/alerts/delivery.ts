import type { ChatSetting } from '../../config/alerting';
import { CHATS } from '../chat';
import type { AlertMessage } from '../messages/model';
import type { ObjectStore } from '../store';
import { reviseState } from './book';
import { type PostDependencies, postMessage } from './post';
import type { AlertState, RunRecord } from './state';

/** What became of a message in one chat. */
export interface ChatReport {
  readonly chat: string;
  /**
   * `posted`: by this event; `already`: by an earlier one; `silent`: the chat has nothing to be told of it; `busy`:
   * another event is posting right now; `failed`: not posted, an event that comes again tries it.
   */
  readonly result: 'posted' | 'already' | 'silent' | 'busy' | 'failed';
  readonly attempts: number;
  /** Why it failed, without secrets; else null. */
  readonly reason: string | null;
}

/** A message for a chat. */
export interface Outgoing {
  readonly chat: ChatSetting;
  readonly message: AlertMessage;
}

/** What delivery needs from outside. */
export interface DeliveryDependencies extends PostDependencies {
  readonly store: ObjectStore;
}

/** Of each chat, whether it is this event's to post to. */
export type Claims = ReadonlyMap<string, 'claimed' | 'already' | 'busy'>;

/** Milliseconds by which a claim outlives the run that made it, so that nobody takes it over too early. */
const CLAIM_MARGIN_MS = 5000;

/** Claims chats for a run: a chat that has the message, or that another run posts to, is left alone. */
export function claimChats(
  run: RunRecord,
  chats: readonly string[],
  now: number,
  remainingTime: number,
): { readonly run: RunRecord; readonly claims: Claims } {
  const claims = new Map<string, 'claimed' | 'already' | 'busy'>();
  const entries = { ...run.chats };
  const until = new Date(now + remainingTime + CLAIM_MARGIN_MS).toISOString();
  for (const chat of chats) {
    const before = Object.hasOwn(entries, chat) ? entries[chat] : undefined;
    const isHeld = before?.status === 'claimed' && before.until !== null && Date.parse(before.until) > now;
    if (before?.status === 'posted') claims.set(chat, 'already');
    else if (isHeld) claims.set(chat, 'busy');
    else {
      claims.set(chat, 'claimed');
      entries[chat] = { status: 'claimed', until };
    }
  }
  return { run: { ...run, chats: entries }, claims };
}

/** The state with this run in the place of the one of the same ID. */
export function withRun(state: AlertState, run: RunRecord): AlertState {
  return { ...state, runs: state.runs.map((other) => (other.runId === run.runId ? run : other)) };
}

/**
 * Posts to all claimed chats at the same time and writes down after each one how it went. A chat that fails stops no
 * other.
 * @throws StoreError after all chats were tried, where it could not be written down
 */
export async function deliver(
  key: string,
  outgoing: readonly Outgoing[],
  claims: Claims,
  dependencies: DeliveryDependencies,
): Promise<ChatReport[]> {
  const writeDown = oneAfterTheOther();
  const results = await Promise.allSettled(
    outgoing.map(async ({ chat, message }): Promise<ChatReport> => {
      const claim = claims.get(chat.name);
      if (claim !== 'claimed') return { chat: chat.name, result: claim ?? 'busy', attempts: 0, reason: null };
      const report = await post(chat, message, dependencies);
      await writeDown(() => record(dependencies.store, key, message.id, report));
      return report;
    }),
  );
  return results.map((result) => {
    if (result.status === 'rejected') throw result.reason;
    return result.value;
  });
}

async function post(
  chat: ChatSetting,
  message: AlertMessage,
  dependencies: DeliveryDependencies,
): Promise<ChatReport> {
  const payloads = CHATS[chat.kind].payloads(message);
  if (payloads.length === 0) return { chat: chat.name, result: 'silent', attempts: 0, reason: null };
  const result = await postMessage(chat, payloads, dependencies);
  return {
    chat: chat.name,
    result: result.kind,
    attempts: result.attempts,
    reason: result.kind === 'failed' ? result.reason : null,
  };
}

function record(store: ObjectStore, key: string, runId: string, report: ChatReport): Promise<void> {
  const status = report.result === 'failed' ? ('failed' as const) : ('posted' as const);
  return reviseState(store, key, (state) => {
    const run = state.runs.find((other) => other.runId === runId);
    if (run === undefined) return { state: null, result: undefined };
    const chats = { ...run.chats, [report.chat]: { status, until: null } };
    return { state: withRun(state, { ...run, chats }), result: undefined };
  });
}

/** Runs one task at a time: writes of one process would only be in each other's way. */
function oneAfterTheOther(): (task: () => Promise<void>) => Promise<void> {
  let last: Promise<unknown> = Promise.resolve();
  return (task) => {
    const next = last.then(task, task);
    last = next;
    return next;
  };
}
