import type { ChatSetting, RouteSetting } from '../../lib/config/alerting';
import { chatsOf, deliveriesOf } from '../../lib/publish/alerts/routes';
import type { Change } from '../../lib/publish/alerts/state';

const chat = (name: string): ChatSetting => ({ name, kind: 'slack', url: 'ssm:/x', secret: null });
const route = (more: Partial<RouteSetting>): RouteSetting => ({
  severity: 'warning',
  services: [],
  environments: [],
  to: ['a'],
  ...more,
});
const change = (service: string, severity: Change['severity'], edge: Change['edge'] = null): Change => ({
  check: 'orphan-span',
  service,
  edge,
  kind: 'new',
  tells: true,
  since: '2026-11-20T14:00:00.000Z',
  severity,
  before: null,
});

const CHATS = ['a', 'b', 'c'].map(chat);
const CHANGES = [
  change('shop-cart', 'error'),
  change('worker', 'warning'),
  change('cart', 'error', { from: 'shop-web', to: 'cart' }),
];

test.each<[string, RouteSetting[], string, Record<string, string[]>]>([
  [
    'no route: all to all',
    [],
    'prod',
    {
      a: ['shop-cart', 'worker', 'cart'],
      b: ['shop-cart', 'worker', 'cart'],
      c: ['shop-cart', 'worker', 'cart'],
    },
  ],
  ['one route', [route({})], 'prod', { a: ['shop-cart', 'worker', 'cart'] }],
  ['by severity', [route({ severity: 'error' })], 'prod', { a: ['shop-cart', 'cart'] }],
  [
    'by service, an edge by both ends',
    [route({ services: ['shop-*'] })],
    'prod',
    { a: ['shop-cart', 'cart'] },
  ],
  [
    'by environment',
    [route({ environments: ['prod*'] }), route({ environments: ['dev'], to: ['b'] })],
    'prod-eu',
    { a: ['shop-cart', 'worker', 'cart'] },
  ],
  ['no environment fits', [route({ environments: ['dev'] })], 'prod', {}],
  [
    'several chats',
    [route({ to: ['c', 'a'] })],
    'prod',
    { a: ['shop-cart', 'worker', 'cart'], c: ['shop-cart', 'worker', 'cart'] },
  ],
  [
    'routes add up, and nothing comes twice',
    [route({ severity: 'error' }), route({ services: ['worker', 'shop-*'] })],
    'prod',
    { a: ['shop-cart', 'worker', 'cart'] },
  ],
  [
    'a chat with nothing to hear of is still there, for what concerns all',
    [route({ services: ['none'], to: ['b'] })],
    'prod',
    { b: [] },
  ],
])('%s', (_, routes, environment, expected) => {
  const deliveries = deliveriesOf({ chats: CHATS, routes }, environment, CHANGES);
  expect(
    Object.fromEntries(deliveries.map((one) => [one.chat.name, one.changes.map(({ service }) => service)])),
  ).toEqual(expected);
  expect(chatsOf({ chats: CHATS, routes }, environment).map(({ name }) => name)).toEqual(
    Object.keys(expected),
  );
});
