import type { ChatSetting } from '../../config/alerting';
import { CHATS } from '../chat';
import type { Chat, Credentials, JsonObject, Judgement } from '../chat/chat';
import { FetchError, type Fetcher } from './fetcher';
import { redact } from './redact';
import { SecretError, type Secrets } from './secrets';

/** What posting needs from outside. */
export interface PostDependencies {
  readonly secrets: Secrets;
  readonly fetcher: Fetcher;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** Milliseconds that are left for all of it. */
  readonly remainingTime: () => number;
  /** Waits so many milliseconds. */
  readonly sleep: (milliseconds: number) => Promise<void>;
}

/** What posting a message to a chat came to. The reason holds no secret. */
export type PostResult =
  | { readonly kind: 'posted'; readonly attempts: number }
  | { readonly kind: 'failed'; readonly attempts: number; readonly reason: string };

/** A chat that does not answer holds the others up for no longer. */
const ATTEMPT_MS = 10_000;
const MAX_ATTEMPTS = 5;
/** Milliseconds before the second attempt where the chat names none; twice as many before each further one. */
const FIRST_WAIT_MS = 1000;
/** Left over for writing down what was posted. */
const MARGIN_MS = 2000;

/** Posts all payloads of a message to a chat, one after the other, each tried again while there is time and hope. */
export async function postMessage(
  setting: ChatSetting,
  payloads: readonly JsonObject[],
  dependencies: PostDependencies,
): Promise<PostResult> {
  const chat = CHATS[setting.kind];
  const credentials = await credentialsOf(setting, chat, dependencies.secrets);
  if (typeof credentials === 'string') return { kind: 'failed', attempts: 0, reason: credentials };
  let attempts = 0;
  for (const payload of payloads) {
    const result = await postPayload(chat, payload, credentials, dependencies);
    attempts += result.attempts;
    if (result.kind === 'failed') return { ...result, attempts };
  }
  return { kind: 'posted', attempts };
}

/** The address and the secret, or why there are none. */
async function credentialsOf(
  { url, secret }: ChatSetting,
  { defaultUrl }: Chat,
  secrets: Secrets,
): Promise<Credentials | string> {
  try {
    const address = await addressOf(url ?? defaultUrl ?? '', secrets);
    const parsed = URL.parse(address);
    if (parsed?.protocol !== 'https:' || parsed.username !== '' || parsed.password !== '')
      return `${url ?? 'its address'} is no https address`;
    return { url: parsed, secret: secret === null ? null : await secrets.resolve(secret) };
  } catch (error) {
    if (error instanceof SecretError) return error.message;
    throw error;
  }
}

function addressOf(url: string, secrets: Secrets): Promise<string> | string {
  return url.startsWith('https:') ? url : secrets.resolve(url);
}

async function postPayload(
  chat: Chat,
  payload: JsonObject,
  credentials: Credentials,
  dependencies: PostDependencies,
): Promise<PostResult> {
  for (let attempts = 1; ; attempts++) {
    const judgement = await attempt(chat, payload, credentials, dependencies);
    if (judgement.kind === 'ok') return { kind: 'posted', attempts };
    const reason = redact(`${credentials.url.host} ${judgement.reason}`, credentials);
    if (judgement.kind === 'give-up') return { kind: 'failed', attempts, reason };
    const wait =
      judgement.afterSeconds === null ? FIRST_WAIT_MS * 2 ** (attempts - 1) : judgement.afterSeconds * 1000;
    if (attempts >= MAX_ATTEMPTS || wait + MARGIN_MS >= dependencies.remainingTime())
      return { kind: 'failed', attempts, reason };
    await dependencies.sleep(wait);
  }
}

/** One attempt. The request is made anew each time: signatures hold for a while only. */
async function attempt(
  chat: Chat,
  payload: JsonObject,
  credentials: Credentials,
  { fetcher, now, remainingTime }: PostDependencies,
): Promise<Judgement> {
  const timeout = Math.min(ATTEMPT_MS, remainingTime() - MARGIN_MS);
  if (timeout <= 0) return { kind: 'give-up', reason: 'was not asked: no time is left' };
  const request = chat.request(payload, credentials, now());
  if (request.url.host !== credentials.url.host)
    throw new TypeError(`${chat.kind} may only change the query`);
  try {
    return chat.judge(await fetcher.post(request, timeout));
  } catch (error) {
    if (error instanceof FetchError) return { kind: 'retry', afterSeconds: null, reason: error.message };
    throw error;
  }
}
