import { createHmac, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer, type Server } from 'node:https';
import { z } from 'zod';
import { CHAT_KINDS, type ChatKind } from '../../lib/config/chat-kinds';
import { selfSigned } from '../loopback/certificate';
import { end, listen } from '../loopback/port';

/** What a receiver is to do with a request instead of taking it. */
export type Fault =
  | { readonly status: number; readonly headers?: Readonly<Record<string, string>>; readonly body?: string }
  | 'hang'
  | 'cut';

export interface Received {
  readonly kind: ChatKind;
  readonly body: Readonly<Record<string, unknown>>;
}

/** Signing secrets, and the parts of addresses that are secret. Nothing that people see may hold one of them. */
export const SECRETS: Readonly<Record<ChatKind, string>> = {
  slack: 'T0SECRET/B0SECRET/slackSECRETxyz',
  teams: 'workflows-SECRET-teams-abc',
  discord: '123456789/discord-SECRET-token',
  feishu: 'feishu-SECRET-signing',
  dingtalk: 'SECdingtalk-SECRET-signing',
  wecom: 'wecom-SECRET-key-693a91f6',
  pagerduty: 'R0SECRETR0UTINGKEY0000000000PD00',
  webhook: 'webhook-SECRET-signing',
};

const object = z.record(z.string(), z.unknown());

/** The chats, as far as they look at what they get: signature, content type, limits and form. */
export class Receivers {
  readonly received: Received[] = [];
  readonly ca: string;
  private readonly server: Server;
  private port = 0;
  private readonly faults = new Map<ChatKind, Fault[]>();
  /** Milliseconds since the epoch, by which signatures are judged. */
  now: () => number = Date.now;

  constructor() {
    const { key, cert } = selfSigned();
    this.ca = cert;
    this.server = createServer({ key, cert }, (request, response) => this.answer(request, response));
  }

  async start(): Promise<void> {
    this.port = await listen(this.server);
  }

  stop(): Promise<void> {
    return end(this.server);
  }

  /** The address of a chat, with a secret in it as in the real ones. */
  url(kind: ChatKind): string {
    const query = kind === 'wecom' ? `?key=${SECRETS.wecom}` : '';
    return `https://127.0.0.1:${this.port}/${kind}/hook/${SECRETS[kind]}${query}`;
  }

  /** The next requests of a chat are answered so, one after the other. */
  fail(kind: ChatKind, ...faults: readonly Fault[]): void {
    this.faults.set(kind, [...faults]);
  }

  count(kind: ChatKind): number {
    return this.received.filter((one) => one.kind === kind).length;
  }

  private answer(request: IncomingMessage, response: ServerResponse): void {
    const url = new URL(request.url ?? '/', 'https://127.0.0.1');
    const kind = CHAT_KINDS.find((known) => url.pathname.startsWith(`/${known}/hook/`));
    const pieces: Buffer[] = [];
    request.on('data', (piece: Buffer) => pieces.push(piece));
    request.on('end', () => {
      if (kind === undefined) return respond(response, 404, 'no such hook');
      const fault = this.faults.get(kind)?.shift();
      if (fault === 'hang') return;
      if (fault === 'cut') return void response.destroy();
      if (fault !== undefined) return respond(response, fault.status, fault.body ?? '', fault.headers);
      this.take(kind, url, request, Buffer.concat(pieces).toString('utf8'), response);
    });
  }

  private take(
    kind: ChatKind,
    url: URL,
    request: IncomingMessage,
    text: string,
    response: ServerResponse,
  ): void {
    if (request.method !== 'POST' || request.headers['content-type'] !== 'application/json; charset=utf-8')
      return respond(response, 415, 'application/json, please');
    const body = object.parse(JSON.parse(text));
    const { status, said, isTaken } = JUDGES[kind]({
      url,
      headers: request.headers,
      text,
      body,
      now: this.now(),
    });
    if (isTaken) this.received.push({ kind, body });
    respond(response, status, said);
  }
}

interface Post {
  readonly url: URL;
  readonly headers: IncomingMessage['headers'];
  readonly text: string;
  readonly body: Readonly<Record<string, unknown>>;
  readonly now: number;
}
interface Verdict {
  readonly status: number;
  readonly said: string;
  readonly isTaken: boolean;
}

const taken = (status: number, said: string): Verdict => ({ status, said, isTaken: true });
const refused = (status: number, said: string): Verdict => ({ status, said, isTaken: false });

const slackBlocks = z.array(
  z.object({ type: z.string(), text: z.object({ type: z.string(), text: z.string() }) }),
);
const card = z.tuple([
  z.object({
    contentType: z.literal('application/vnd.microsoft.card.adaptive'),
    content: z.object({ type: z.literal('AdaptiveCard'), version: z.string(), body: z.array(z.unknown()) }),
  }),
]);
const embeds = z.array(z.object({ title: z.string().max(256), description: z.string().max(4096) })).max(10);

/** As the chats' own documentation says, written anew: nothing of the adapters is used. */
const JUDGES: Readonly<Record<ChatKind, (post: Post) => Verdict>> = {
  slack({ body }) {
    const blocks = slackBlocks.safeParse(body['blocks']);
    const isRight =
      blocks.success &&
      blocks.data.length <= 50 &&
      blocks.data.every(
        ({ type, text }) => text.text.length > 0 && text.text.length <= (type === 'header' ? 150 : 3000),
      );
    return isRight ? taken(200, 'ok') : refused(400, 'invalid_blocks');
  },
  teams({ body, text }) {
    const isRight = body['type'] === 'message' && card.safeParse(body['attachments']).success;
    if (Buffer.byteLength(text) > 28_672) return refused(413, 'RequestEntityTooLarge');
    return isRight ? taken(202, '') : refused(400, 'TriggerInputSchemaMismatch');
  },
  discord({ body, url }) {
    const parsed = embeds.safeParse(body['embeds']);
    const total = parsed.data?.reduce((sum, one) => sum + one.title.length + one.description.length, 0) ?? 0;
    if (!parsed.success || total > 6000)
      return refused(400, '{"code": 50035, "message": "Invalid Form Body"}');
    return url.searchParams.get('wait') === 'true' ? taken(200, '{"id": "1"}') : taken(204, '');
  },
  feishu({ body, text, now }) {
    const timestamp = String(body['timestamp']);
    const sign = createHmac('sha256', `${timestamp}\n${SECRETS.feishu}`).digest('base64');
    const age = Math.abs(now / 1000 - Number(timestamp));
    if (body['sign'] !== sign || !(age <= 3600) || !/^\d{10}$/.test(timestamp))
      return refused(
        200,
        '{"code":19021,"data":{},"msg":"sign match fail or timestamp is not within one hour from current time"}',
      );
    if (Buffer.byteLength(text) > 20_480)
      return refused(200, '{"code":11246,"data":{},"msg":"request body too large"}');
    return body['msg_type'] === 'interactive'
      ? taken(200, '{"StatusCode":0,"StatusMessage":"success","code":0,"data":{},"msg":"success"}')
      : refused(200, '{"code":9499,"msg":"Bad Request","data":{}}');
  },
  dingtalk({ body, url, now }) {
    const timestamp = url.searchParams.get('timestamp') ?? '';
    const sign = createHmac('sha256', SECRETS.dingtalk)
      .update(`${timestamp}\n${SECRETS.dingtalk}`)
      .digest('base64');
    if (
      url.searchParams.get('sign') !== sign ||
      !/^\d{13}$/.test(timestamp) ||
      Math.abs(now - Number(timestamp)) > 3_600_000
    )
      return refused(200, '{"errcode":310000,"errmsg":"sign not match"}');
    return body['msgtype'] === 'markdown'
      ? taken(200, '{"errcode":0,"errmsg":"ok"}')
      : refused(200, '{"errcode":40035,"errmsg":"缺少参数 json"}');
  },
  wecom({ body, url }) {
    if (url.searchParams.get('key') !== SECRETS.wecom)
      return refused(200, '{"errcode":93000,"errmsg":"invalid webhook url"}');
    const { content } = z.object({ content: z.string() }).parse(body['markdown']);
    return Buffer.byteLength(content) <= 4096
      ? taken(200, '{"errcode":0,"errmsg":"ok"}')
      : refused(200, '{"errcode":40058,"errmsg":"markdown.content exceed max length 4096"}');
  },
  pagerduty({ body }) {
    const isKnown = body['event_action'] === 'trigger' || body['event_action'] === 'resolve';
    const isRight =
      isKnown && body['routing_key'] === SECRETS.pagerduty && typeof body['dedup_key'] === 'string';
    return isRight
      ? taken(202, '{"status":"success","message":"Event processed"}')
      : refused(400, '{"status":"invalid event"}');
  },
  webhook({ headers, text, now }) {
    const timestamp = String(headers['x-tracewarden-timestamp']);
    const expected = `v1=${createHmac('sha256', SECRETS.webhook).update(`${timestamp}.${text}`).digest('hex')}`;
    const given = Buffer.from(String(headers['x-tracewarden-signature']));
    const isSigned = given.length === expected.length && timingSafeEqual(given, Buffer.from(expected));
    return isSigned && Math.abs(now / 1000 - Number(timestamp)) <= 300
      ? taken(204, '')
      : refused(401, 'bad signature');
  },
};

function respond(
  response: ServerResponse,
  status: number,
  body: string,
  headers: Readonly<Record<string, string>> = {},
): void {
  response.writeHead(status, { connection: 'close', ...headers }).end(status === 204 ? '' : body);
}

/** A key and a certificate for 127.0.0.1 that signs itself. */
