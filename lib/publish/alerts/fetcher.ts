import type { ChatAnswer, ChatRequest } from '../chat/chat';

/** Bytes of an answer that are read; chats answer with a few words. */
const MAX_ANSWER = 65_536;

/** Nothing came back, or not as an answer: one sentence without the address. */
export class FetchError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'FetchError';
  }
}

/** Posts to chats. */
export interface Fetcher {
  /**
   * @param timeout milliseconds for all of it
   * @throws FetchError where there is no whole answer
   */
  post(request: ChatRequest, timeout: number): Promise<ChatAnswer>;
}

/** Options of `httpsFetcher`. */
export interface FetcherOptions {
  /** Certificates (PEM) to trust instead of the usual ones, for receivers with a certificate of their own. */
  readonly ca?: string;
}

/** Posts over https and nothing else, follows no redirects, verifies certificates always, and keeps no connection. */
export function httpsFetcher({ ca }: FetcherOptions = {}): Fetcher {
  return {
    async post({ url, headers, body }, timeout) {
      if (url.protocol !== 'https:') throw new FetchError('only https addresses are posted to');
      // Loaded when it is needed: no other command waits for it.
      const { Agent, request } = await import('undici');
      const agent = new Agent({ pipelining: 0, connect: ca === undefined ? {} : { ca } });
      try {
        const answer = await request(url, {
          method: 'POST',
          headers: { ...headers, 'user-agent': 'tracewarden' },
          body,
          dispatcher: agent,
          signal: AbortSignal.timeout(timeout),
        });
        const retryAfter = answer.headers['retry-after'];
        return {
          status: answer.statusCode,
          retryAfter: typeof retryAfter === 'string' ? retryAfter : null,
          body: await readAnswer(answer.body),
        };
      } catch (error) {
        throw new FetchError(reasonOf(error, timeout), { cause: error });
      } finally {
        await agent.destroy();
      }
    },
  };
}

async function readAnswer(body: AsyncIterable<Uint8Array>): Promise<string> {
  const pieces: Uint8Array[] = [];
  let size = 0;
  for await (const piece of body) {
    pieces.push(piece);
    size += piece.length;
    if (size >= MAX_ANSWER) break;
  }
  return Buffer.concat(pieces).subarray(0, MAX_ANSWER).toString('utf8');
}

/** In words of our own: messages of libraries may hold the address. */
function reasonOf(error: unknown, timeout: number): string {
  if (error instanceof DOMException && error.name === 'TimeoutError')
    return `no answer within ${Math.round(timeout / 100) / 10} s`;
  const code = typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : '';
  return `the connection failed (${/^[A-Z0-9_]{1,60}$/.test(code) ? code : 'unknown reason'})`;
}
