import type { ChatKind } from '../../config/chat-kinds';
import type { AlertMessage } from '../messages/model';

/** A JSON value as it goes over the wire. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };
export type JsonObject = { readonly [key: string]: Json };

/** A limit of a chat, and who says so. */
export interface Limit {
  readonly value: number;
  readonly unit: 'characters' | 'bytes' | 'blocks' | 'messages per minute';
  readonly source: string;
}

/** Where to post, already resolved. Neither of the two is ever shown. */
export interface Credentials {
  readonly url: URL;
  /** The signing secret, or PagerDuty's routing key. */
  readonly secret: string | null;
}

/** One POST over https. */
export interface ChatRequest {
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** What a chat answered. */
export interface ChatAnswer {
  readonly status: number;
  /** The header Retry-After as it came. */
  readonly retryAfter: string | null;
  readonly body: string;
}

/** What an answer means. Seconds; null: the chat does not say how long. */
export type Judgement =
  | { readonly kind: 'ok' }
  | { readonly kind: 'retry'; readonly afterSeconds: number | null; readonly reason: string }
  | { readonly kind: 'give-up'; readonly reason: string };

/** A chat: how a message looks there, how it is signed and sent, and what the answers mean. */
export interface Chat {
  readonly kind: ChatKind;
  readonly title: string;
  readonly limits: Readonly<Record<string, Limit>>;
  /** Where it has one address for everybody. */
  readonly defaultUrl: string | null;
  /** What is posted, one after the other: without secrets, and within the limits. */
  payloads(message: AlertMessage): readonly JsonObject[];
  /** @param now milliseconds since the epoch, for signatures */
  request(payload: JsonObject, credentials: Credentials, now: number): ChatRequest;
  judge(answer: ChatAnswer): Judgement;
}
