import { consumerWithoutLink } from '../../lib/checks/consumer-without-link';
import { type Answer, answersOf, type TestSpan } from './corpus-builder';

const CASES: readonly [string, readonly TestSpan[], Record<string, Answer>][] = [
  [
    'a CONSUMER root with a link passes',
    [{ trace: '1', id: 'a', kind: 'CONSUMER', link: true }],
    {
      'shop (?)': { count: '0/1' },
    },
  ],
  [
    'one without fails, also where other spans of the trace have links',
    [
      { trace: '1', id: 'a', kind: 'CONSUMER' },
      { trace: '1', id: 'b', parent: 'a', kind: 'INTERNAL' },
      { trace: '1', id: 'c', parent: 'b', kind: 'INTERNAL', link: true },
    ],
    { 'shop (?)': { count: '1/1', reasons: { 'no-link': 1 } } },
  ],
  [
    'a link of a child will do: one span for the batch, one for each message',
    [
      { trace: '1', id: 'b', parent: 'a', kind: 'CONSUMER', link: true },
      { trace: '1', id: 'a', kind: 'CONSUMER' },
      { trace: '1', id: 'c', kind: 'CONSUMER', service: 'mail' },
    ],
    { 'shop (?)': { count: '0/1' }, 'mail (?)': { count: '1/1', reasons: { 'no-link': 1 } } },
  ],
  [
    'CONSUMER spans with a parent and roots of other kinds do not apply',
    [
      { trace: '1', id: 'a', kind: 'PRODUCER' },
      { trace: '1', id: 'b', parent: 'a', kind: 'CONSUMER' },
      { trace: '2', id: 'b', parent: 'a', kind: 'CONSUMER' },
    ],
    {},
  ],
];

test.each(CASES)('%s', (_, spans, expected) => {
  expect(answersOf(consumerWithoutLink, spans)).toEqual(expected);
});
