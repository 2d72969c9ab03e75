import { type AlertingConfig, effectiveAlerting } from '../../lib/config/alerting';
import { ConfigError } from '../../lib/config/error';
import { parseConfig } from '../../lib/config/parse';

const OPTIONS = {
  fileName: 'tracewarden.yml',
  knownChecks: ['orphan-span'],
  runnableChecks: ['orphan-span'],
  now: 0,
};

const effective = (yaml: string): AlertingConfig => effectiveAlerting(parseConfig(yaml, OPTIONS), new Map());

/** The messages of all that is wrong. */
function mistakes(yaml: string): string {
  try {
    parseConfig(yaml, OPTIONS);
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
    throw error;
  }
  return '';
}

const SLACK = 'chats: [{name: a, kind: slack, url: "ssm:/a"}]\n';

test('nothing is said: nobody hears of anything', () => {
  expect(effective('')).toEqual({
    language: 'en',
    traceUrl: null,
    chats: [],
    routes: [],
    remindAfter: 86_400_000,
    confirmWindows: 1,
  });
});

test('all is said', () => {
  const yaml = `
language: zh
traceUrl: https://g.example/{traceId}
chats:
  - {name: a, kind: dingtalk, url: 'secretsmanager:x#url', secret: 'ssm:/b'}
  - {name: b, kind: pagerduty, url: 'https://events.eu.pagerduty.com/v2/enqueue', secret: 'ssm:/c'}
routes:
  - {to: [a]}
  - {severity: error, services: [shop-*], environments: [prod], to: [a, b]}
alerts: {remindAfter: 12h, confirmWindows: 2}
`;
  expect(effective(yaml)).toEqual({
    language: 'zh',
    traceUrl: 'https://g.example/{traceId}',
    chats: [
      { name: 'a', kind: 'dingtalk', url: 'secretsmanager:x#url', secret: 'ssm:/b' },
      { name: 'b', kind: 'pagerduty', url: 'https://events.eu.pagerduty.com/v2/enqueue', secret: 'ssm:/c' },
    ],
    routes: [
      { severity: 'warning', services: [], environments: [], to: ['a'] },
      { severity: 'error', services: ['shop-*'], environments: ['prod'], to: ['a', 'b'] },
    ],
    remindAfter: 43_200_000,
    confirmWindows: 2,
  });
});

test.each<[string, string, string]>([
  ['an unknown key', 'chat: []', 'unknown key "chat"; did you mean chats?'],
  [
    'an unknown key of a chat',
    'chats: [{name: a, kind: slack, urll: "ssm:/a"}]',
    'unknown key "urll"; did you mean url?',
  ],
  [
    'an unknown key of alerts',
    'alerts: {remindafter: 1h}',
    'unknown key "remindafter"; did you mean remindAfter?',
  ],
  [
    'an unknown chat',
    'chats: [{name: a, kind: slak, url: "ssm:/a"}]',
    'chats[0].kind: "slak" is not accepted; did you mean slack?',
  ],
  ['a language', 'language: de', 'language: "de" is not accepted'],
  [
    'a chat without an address',
    'chats: [{name: a, kind: slack}]',
    'chats[0]: needs url: a reference such as ssm:/',
  ],
  [
    'a webhook without a secret',
    'chats: [{name: a, kind: webhook, url: "ssm:/a"}]',
    'chats[0]: needs secret: a reference',
  ],
  [
    'a secret where there is none',
    'chats: [{name: a, kind: slack, url: "ssm:/a", secret: "ssm:/b"}]',
    'chats[0].secret: is not known for slack: its URL is its secret',
  ],
  [
    'two chats of one name',
    'chats: [{name: a, kind: slack, url: "ssm:/a"}, {name: a, kind: slack, url: "ssm:/b"}]',
    'chats: needs a name of its own for each chat',
  ],
  [
    'a route to nowhere',
    `${SLACK}routes: [{to: [b]}]`,
    'routes[0].to[0]: "b" is not the name of a chat; did you mean a?',
  ],
  ['a route without any chat', 'routes: [{to: [b]}]', '"b" is not the name of a chat; there are none'],
  [
    'a route without to',
    `${SLACK}routes: [{severity: error}]`,
    'routes[0].to: missing; give a list of names of chats',
  ],
  ['a severity', `${SLACK}routes: [{severity: info, to: [a]}]`, 'routes[0].severity: "info" is not accepted'],
  ['no window', 'alerts: {confirmWindows: 0}', 'alerts.confirmWindows: 0 is not accepted'],
  [
    'a trace link without the ID',
    'traceUrl: https://g.example/',
    'traceUrl: "https://g.example/" is not accepted; give an https address with {traceId} in it',
  ],
  [
    'a trace link over http',
    'traceUrl: http://g.example/{traceId}',
    'traceUrl: "http://g.example/{traceId}" is not accepted',
  ],
  ['a trace link to a host by ID', 'traceUrl: https://{traceId}.example/{traceId}', 'is not accepted'],
])('%s is told', (_, yaml, message) => {
  expect(mistakes(yaml)).toContain(message);
});

test('an address in the file is refused and not shown', () => {
  const said = mistakes(
    'chats: [{name: a, kind: slack, url: "https://hooks.slack.com/services/T0/B0/SECRET"}]',
  );
  expect(said).toContain('chats[0].url: must be a reference such as ssm:/');
  expect(said).not.toContain('SECRET');
});
