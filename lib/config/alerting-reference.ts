import { ALERTING_DEFAULTS } from './alerting';
import { CONFIRM_FORMS } from './alerting-schema';
import { CHAT_KINDS, LANGUAGES } from './chat-kinds';
import type { ConfigField } from './config-field';
import { DURATION_FORMS, formatDuration } from './units';

const KEPT = '`ssm:/path` or `secretsmanager:name#key`';
const NAMES = 'a name; `*` stands for any part of it';

/** The fields of tracewarden.yml about messages, in the order of the file. */
export const ALERTING_CONFIG_FIELDS: readonly ConfigField[] = [
  field('language', LANGUAGES.join(', '), ALERTING_DEFAULTS.language, 'The language of messages.'),
  field(
    'traceUrl',
    'an https address with `{traceId}` in it',
    'none',
    'Makes links of example traces in messages.',
  ),
  field('chats[].name', 'a name of your own', 'required', 'A place for messages.'),
  field('chats[].kind', CHAT_KINDS.join(', '), 'required', 'What it is.'),
  field(
    'chats[].url',
    `${KEPT}; of PagerDuty an https address`,
    'required but for PagerDuty',
    "Where the webhook's address is kept.",
  ),
  field(
    'chats[].secret',
    KEPT,
    'required for pagerduty and webhook',
    "Where the signing secret is kept (feishu, dingtalk, webhook), or PagerDuty's routing key.",
  ),
  field(
    'routes[].severity',
    'error or warning',
    ALERTING_DEFAULTS.severity,
    'Findings from this severity on go to the chats of the route.',
  ),
  field('routes[].services[]', NAMES, 'all', 'Only findings about these services.'),
  field('routes[].environments[]', NAMES, 'all', 'Only in these environments.'),
  field('routes[].to[]', 'the name of a chat', 'required', 'Where it leads.'),
  field(
    'alerts.remindAfter',
    DURATION_FORMS,
    formatDuration(ALERTING_DEFAULTS.remindAfter),
    'What goes on is told again after it.',
  ),
  field(
    'alerts.confirmWindows',
    CONFIRM_FORMS,
    String(ALERTING_DEFAULTS.confirmWindows),
    'Windows in a row before a finding is told, and before it is called resolved.',
  ),
];

function field(path: string, accepts: string, byDefault: string, meaning: string): ConfigField {
  return { path, accepts, default: byDefault, meaning };
}
