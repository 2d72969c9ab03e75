import type { ChatSetting } from '../../lib/config/alerting';
import { CHAT_KINDS, type ChatKind } from '../../lib/config/chat-kinds';
import type { AlertDependencies } from '../../lib/publish/alerts/alert';
import { httpsFetcher } from '../../lib/publish/alerts/fetcher';
import { CachedSecrets } from '../../lib/publish/alerts/secrets';
import { MemoryStore } from './memory-store';
import { CONFIG } from './notices';
import { type Receivers, SECRETS } from './receivers';

/** Everything that alerting needs, with a clock that only moves when somebody waits. */
export interface Bench extends AlertDependencies {
  readonly store: MemoryStore;
  /** Waits in milliseconds, in their order. */
  readonly waits: readonly number[];
  advance(milliseconds: number): void;
}

const SIGNED: ReadonlySet<ChatKind> = new Set(['feishu', 'dingtalk', 'pagerduty', 'webhook']);

/** A chat of each kind; addresses and secrets are kept where references say. */
export const ALL_CHATS: readonly ChatSetting[] = CHAT_KINDS.map((kind) => ({
  name: kind,
  kind,
  url: `ssm:/test/${kind}-url`,
  secret: SIGNED.has(kind) ? `secretsmanager:test#${kind}` : null,
}));

/** @param lasts milliseconds that a run has */
export function benchOf(receivers: Receivers, { lasts = 60_000, ca = receivers.ca } = {}): Bench {
  const start = Date.parse('2026-11-20T15:10:00Z');
  let now = start;
  const waits: number[] = [];
  const stores = {
    parameter: (name: string) =>
      Promise.resolve(receivers.url(kindOf(name.replace('/test/', '').replace('-url', '')))),
    secret: () => Promise.resolve(JSON.stringify(SECRETS)),
  };
  receivers.now = () => now;
  return {
    config: { ...CONFIG, chats: ALL_CHATS },
    environment: 'prod',
    store: new MemoryStore(),
    secrets: new CachedSecrets(stores, () => now),
    fetcher: httpsFetcher({ ca }),
    now: () => now,
    remainingTime: () => start + lasts - now,
    sleep: (milliseconds) => {
      waits.push(milliseconds);
      now += milliseconds;
      return Promise.resolve();
    },
    waits,
    advance: (milliseconds) => {
      now += milliseconds;
    },
  };
}

function kindOf(name: string): ChatKind {
  const kind = CHAT_KINDS.find((known) => known === name);
  if (kind === undefined) throw new TypeError(`no chat ${name}`);
  return kind;
}

/** The bench with these chats only. */
export function only(bench: Bench, ...kinds: readonly ChatKind[]): Bench {
  return {
    ...bench,
    config: { ...bench.config, chats: ALL_CHATS.filter(({ kind }) => kinds.includes(kind)) },
  };
}
