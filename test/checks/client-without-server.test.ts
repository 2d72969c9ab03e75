import { clientWithoutServer } from '../../lib/checks/client-without-server';
import type { DeclaredEdge } from '../../lib/checks/learned';
import { type Answer, answersOf, repeat, type TestSpan } from './corpus-builder';

/** `from` calls, and `to` answers. */
const answered = (from: string, to: string, call: Partial<TestSpan> = {}) => [
  { id: 'a', service: from, kind: 'CLIENT', ...call } as const,
  { id: 'b', parent: 'a', service: to, kind: 'SERVER' } as const,
];
const unanswered = (from: string, call: Partial<TestSpan> = {}) => [
  { id: 'a', service: from, kind: 'CLIENT', ...call } as const,
];

const CASES: readonly [string, readonly TestSpan[], Record<string, Answer>, DeclaredEdge[]?][] = [
  [
    'answered calls pass',
    repeat(3, answered('web', 'cart')),
    { 'web [web > cart] (cart?)': { count: '0/3' } },
  ],
  [
    'most calls like it are answered: the callee is to blame',
    [...repeat(3, answered('web', 'cart')), ...repeat(2, unanswered('web'), 100)],
    { 'web [web > cart] (cart?)': { count: '2/5', reasons: { 'not-answered': 2 } } },
  ],
  [
    'most calls are not: the callee is not known',
    [...repeat(2, answered('web', 'cart')), ...repeat(3, unanswered('web'), 100)],
    {
      'web [web > cart] (cart?)': { count: '0/2' },
      'web (?)': { count: '0/0', skipped: { 'callee-unknown': 3 } },
    },
  ],
  [
    'databases are not known',
    repeat(30, unanswered('web', { peer: 'db:5432' })),
    {
      'web (?)': { count: '0/0', skipped: { 'callee-unknown': 30 } },
    },
  ],
  [
    'a peer that one service answers is known to all that call it: who is never answered does not send the context',
    [
      ...repeat(3, answered('web', 'cart', { peer: '10.0.0.7:80' })),
      ...repeat(20, unanswered('app', { peer: '10.0.0.7:80' }), 100),
    ],
    {
      'web [web > cart] (cart?)': { count: '0/3' },
      'app [app > cart] (app?)': { count: '20/20', reasons: { 'never-answered': 20 } },
    },
  ],
  [
    'two answered calls are too few for that',
    [
      ...repeat(2, answered('web', 'cart', { peer: '10.0.0.7:80' })),
      ...repeat(20, unanswered('app', { peer: '10.0.0.7:80' }), 100),
    ],
    {
      'web [web > cart] (cart?)': { count: '0/2' },
      'app (?)': { count: '0/0', skipped: { 'callee-unknown': 20 } },
    },
  ],
  [
    'behind a gateway stand several services: only calls like the answered ones are known',
    [
      ...repeat(4, answered('web', 'cart', { peer: 'gateway:80', name: 'GET /cart' })),
      ...repeat(4, answered('web', 'mail', { peer: 'gateway:80', name: 'GET /mail' }), 20),
      ...repeat(1, unanswered('web', { peer: 'gateway:80', name: 'GET /cart' }), 40),
      ...repeat(5, unanswered('web', { peer: 'gateway:80', name: 'GET /logo.png' }), 60),
    ],
    {
      'web [web > cart] (cart?)': { count: '1/5', reasons: { 'not-answered': 1 } },
      'web [web > mail] (mail?)': { count: '0/4' },
      'web (?)': { count: '0/0', skipped: { 'callee-unknown': 5 } },
    },
  ],
  [
    "the peer's host is the name of a service that serves",
    [
      { trace: 'f1', id: 'a', service: 'cart', kind: 'SERVER' },
      { trace: 'f2', id: 'a', service: 'db', kind: 'INTERNAL' },
      ...repeat(1, unanswered('web', { peer: 'cart:8080' })),
      ...repeat(1, unanswered('web', { peer: 'cart.shop.svc.cluster.local:8080' }), 2),
      ...repeat(1, unanswered('web', { peer: 'db:5432' }), 3),
    ],
    {
      'web [web > cart] (web?)': { count: '2/2', reasons: { 'never-answered': 2 } },
      'web (?)': { count: '0/0', skipped: { 'callee-unknown': 1 } },
    },
  ],
  [
    'the config says who is behind a peer',
    [
      { trace: 'f1', id: 'a', service: 'cart', kind: 'SERVER' },
      ...repeat(1, unanswered('web', { peer: '10.0.0.7:80' })),
      ...repeat(1, unanswered('app', { peer: '10.0.0.7:80' }), 2),
    ],
    {
      'web [web > cart] (web?)': { count: '1/1', reasons: { 'never-answered': 1 } },
      'app (?)': { count: '0/0', skipped: { 'callee-unknown': 1 } },
    },
    [
      { from: 'web', to: 'cart', peer: '10.0.0.7:80' },
      { from: 'web', to: 'nobody', peer: 'x' },
      { from: 'app', to: 'cart' },
    ],
  ],
  [
    'localhost without a port says nothing of the callee',
    [
      ...repeat(4, answered('web', 'cart', { peer: 'localhost', name: 'GET /cart' })),
      ...repeat(4, unanswered('web', { peer: 'localhost', name: 'SELECT' }), 20),
    ],
    {
      'web [web > cart] (cart?)': { count: '0/4' },
      'web (?)': { count: '0/0', skipped: { 'callee-unknown': 4 } },
    },
  ],
  [
    'a rare operation, never answered, of a peer that answers others: the callee lost it',
    [
      ...repeat(4, answered('web', 'cart', { peer: 'cart:80', name: 'GET /cart' })),
      ...repeat(2, unanswered('web', { peer: 'cart:80', name: 'GET /cart/17' }), 20),
    ],
    { 'web [web > cart] (cart?)': { count: '2/6', reasons: { 'not-answered': 2 } } },
  ],
  [
    'a frequent one: the caller does not send the context',
    [
      ...repeat(4, answered('web', 'cart', { peer: 'cart:80', name: 'GET /cart' })),
      ...repeat(20, unanswered('web', { peer: 'cart:80', name: 'POST /cart' }), 20),
    ],
    {
      'web [web > cart] (cart?)': { count: '0/4' },
      'web [web > cart] (web?)': { count: '20/20', reasons: { 'never-answered': 20 } },
    },
  ],
  [
    'failed calls may never have arrived',
    [...repeat(3, answered('web', 'cart')), ...repeat(2, unanswered('web', { error: true }), 100)],
    { 'web [web > cart] (cart?)': { count: '0/3', skipped: { 'call-failed': 2 } } },
  ],
  [
    'a callee that declares to sample less is no loss',
    [
      ...repeat(3, [
        { id: 'a', service: 'web', kind: 'CLIENT', threshold: 0 },
        { id: 'b', parent: 'a', service: 'cart', kind: 'SERVER', threshold: 0x8000 },
      ]),
      ...repeat(2, unanswered('web', { threshold: 0 }), 100),
      ...repeat(1, unanswered('web'), 200),
    ],
    {
      'web [web > cart] (cart?)': {
        count: '1/4',
        reasons: { 'not-answered': 1 },
        skipped: { 'declared-sampling': 2 },
      },
    },
  ],
  [
    'a CLIENT span around another one makes no call of its own',
    [
      ...repeat(3, [
        { id: 'a', service: 'web', kind: 'CLIENT', name: 'S3.Get', peer: 'cart:80' },
        { id: 'b', parent: 'a', service: 'web', kind: 'CLIENT', name: 'GET', peer: 'cart:80' },
        { id: 'c', parent: 'b', service: 'cart', kind: 'SERVER' },
      ]),
    ],
    { 'web [web > cart] (cart?)': { count: '0/3' } },
  ],
  [
    'a service may call itself',
    [...repeat(2, answered('web', 'web')), ...repeat(1, unanswered('web'), 100)],
    { 'web [web > web] (web?)': { count: '1/3', reasons: { 'not-answered': 1 } } },
  ],
  [
    'of several answers the first by name counts; a peer that is answered by two equally is known by its calls',
    [
      ...repeat(4, [
        { id: 'a', service: 'web', kind: 'CLIENT' },
        { id: 'c', parent: 'a', service: 'mail', kind: 'SERVER' },
        { id: 'b', parent: 'a', service: 'cart', kind: 'SERVER' },
      ]),
      ...repeat(4, answered('web', 'mail'), 20),
      ...repeat(1, unanswered('web'), 40),
    ],
    {
      'web [web > cart] (cart?)': { count: '1/5', reasons: { 'not-answered': 1 } },
      'web [web > mail] (mail?)': { count: '0/4' },
    },
  ],
  ['calls in traces without a valid ID do not apply', repeat(3, unanswered('web', { invalid: 'trace' })), {}],
];

test.each(CASES)('%s', (_, spans, expected, declared = []) => {
  expect(answersOf(clientWithoutServer, spans, declared)).toEqual(expected);
});
