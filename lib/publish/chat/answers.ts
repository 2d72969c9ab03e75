import { z } from 'zod';
import type { ChatAnswer, Judgement } from './chat';

/** Characters of an answer that are repeated in a reason. */
const MAX_SAID = 200;
/** A chat that asks for more patience than a day is not waited for. */
const MAX_RETRY_AFTER = 86_400;

/** Statuses after which the same request may succeed (RFC 9110, RFC 6585). */
const TEMPORARY: ReadonlySet<number> = new Set([408, 425, 429, 500, 502, 503, 504]);

/** What the status alone says: 2xx is taken, 429 and troubles of the server pass, all else does not. */
export function judgeStatus({ status, retryAfter, body }: ChatAnswer): Judgement {
  if (status >= 200 && status < 300) return { kind: 'ok' };
  const reason = `answered ${status}${said(body)}`;
  if (status === 429 || TEMPORARY.has(status) || status > 504)
    return { kind: 'retry', afterSeconds: retryAfterSeconds(retryAfter), reason };
  return {
    kind: 'give-up',
    reason: status >= 300 && status < 400 ? `${reason} (redirects are not followed)` : reason,
  };
}

/**
 * Seconds of the header Retry-After. Dates are not read: chats send seconds (RFC 9110 section 10.2.3 allows both).
 * Null where it says nothing usable.
 */
export function retryAfterSeconds(header: string | null): number | null {
  const seconds = header === null || !/^\d+(?:\.\d+)?$/.test(header.trim()) ? Number.NaN : Number(header);
  return seconds >= 0 && seconds <= MAX_RETRY_AFTER ? seconds : null;
}

/** For chats that say in a 200 what is wrong: their code, and their words for it. */
export interface CodedAnswers {
  readonly codeField: 'code' | 'errcode';
  readonly messageField: 'msg' | 'errmsg';
  /** Codes after which the same request may succeed. */
  readonly retryCodes: ReadonlySet<number>;
  /** Words that say the same, where codes have changed over time. */
  readonly retryWords: RegExp;
  /** Seconds to wait after them. */
  readonly retryAfter: number;
}

/** The judgement of a chat that answers 200 with a code: only 0 is good. */
export function judgeCoded(answer: ChatAnswer, coded: CodedAnswers): Judgement {
  const byStatus = judgeStatus(answer);
  const object = jsonObject(answer.body);
  const code = object?.[coded.codeField];
  if (typeof code !== 'number') {
    if (byStatus.kind !== 'ok') return byStatus;
    return {
      kind: 'give-up',
      reason: `answered ${answer.status} without ${coded.codeField}${said(answer.body)}`,
    };
  }
  if (code === 0) return byStatus;
  const words = object?.[coded.messageField];
  const message = typeof words === 'string' ? words : '';
  const reason = `answered ${coded.codeField} ${code}${said(message)}`;
  if (!coded.retryCodes.has(code) && !coded.retryWords.test(message)) return { kind: 'give-up', reason };
  return { kind: 'retry', afterSeconds: retryAfterSeconds(answer.retryAfter) ?? coded.retryAfter, reason };
}

/** The body as a JSON object; null where it is none. */
export function jsonObject(body: string): Readonly<Record<string, unknown>> | null {
  try {
    const parsed = z.record(z.string(), z.unknown()).safeParse(JSON.parse(body));
    return parsed.success ? parsed.data : null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

function said(body: string): string {
  const text = body.trim().slice(0, MAX_SAID).toWellFormed();
  return text === '' ? '' : `: ${text}`;
}
