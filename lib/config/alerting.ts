import type { ChatKind, Language } from './chat-kinds';
import type { Origin } from './origin';
import type { ConfigFile } from './schema';

/** A place to post to. Its URL and secret are references, never the values. */
export interface ChatSetting {
  readonly name: string;
  readonly kind: ChatKind;
  /** A reference to the webhook's URL; of PagerDuty an https address, or null for its usual one. */
  readonly url: string | null;
  /** A reference to the signing secret (of PagerDuty: the routing key); null where there is none. */
  readonly secret: string | null;
}

/** Which messages go where. */
export interface RouteSetting {
  /** Findings from this severity on. */
  readonly severity: 'error' | 'warning';
  /** Names with `*`; empty: all. A finding about an edge belongs to both of its ends. */
  readonly services: readonly string[];
  /** Names with `*`; empty: all. */
  readonly environments: readonly string[];
  /** Names of chats. */
  readonly to: readonly string[];
}

/** Everything about messages. Durations in milliseconds. */
export interface AlertingConfig {
  readonly language: Language;
  /** A link to a trace, with `{traceId}` in it. */
  readonly traceUrl: string | null;
  readonly chats: readonly ChatSetting[];
  /** Empty: everything goes to every chat. */
  readonly routes: readonly RouteSetting[];
  readonly remindAfter: number;
  readonly confirmWindows: number;
}

/** Where nothing else is said. */
export const ALERTING_DEFAULTS = {
  language: 'en',
  remindAfter: 86_400_000,
  confirmWindows: 1,
  severity: 'warning',
} as const;

/**
 * What the file says of messages, with the defaults filled in.
 * @param origins is told which fields the file names
 */
export function effectiveAlerting(
  file: Pick<ConfigFile, 'language' | 'traceUrl' | 'chats' | 'routes' | 'alerts'>,
  origins: Map<string, Origin>,
): AlertingConfig {
  const { language, traceUrl, chats = [], routes = [], alerts } = file;
  const named = { language, traceUrl, chats: file.chats, routes: file.routes };
  for (const [field, value] of Object.entries(named)) if (value !== undefined) origins.set(field, 'file');
  for (const field of Object.keys(alerts ?? {})) origins.set(`alerts.${field}`, 'file');
  return {
    language: file.language ?? ALERTING_DEFAULTS.language,
    traceUrl: file.traceUrl ?? null,
    chats: chats.map(({ name, kind, url = null, secret = null }) => ({ name, kind, url, secret })),
    routes: routes.map(({ severity = ALERTING_DEFAULTS.severity, services = [], environments = [], to }) => ({
      severity,
      services,
      environments,
      to,
    })),
    remindAfter: file.alerts?.remindAfter ?? ALERTING_DEFAULTS.remindAfter,
    confirmWindows: file.alerts?.confirmWindows ?? ALERTING_DEFAULTS.confirmWindows,
  };
}
