import { missingServiceName } from '../../lib/checks/missing-service-name';
import { type Answer, answersOf, type TestSpan } from './corpus-builder';

const CASES: readonly [string, readonly TestSpan[], Record<string, Answer>][] = [
  [
    'a name passes, also one that begins alike',
    [
      { trace: '1', id: 'a' },
      { trace: '1', id: 'b', service: 'unknown_services' },
    ],
    { 'shop (own)': { count: '0/1' }, 'unknown_services (own)': { count: '0/1' } },
  ],
  [
    'no name and an empty one are absent',
    [
      { trace: '1', id: 'a' },
      { trace: '1', id: 'b', service: null },
      { trace: '1', id: 'c', service: '' },
    ],
    {
      'shop (own)': { count: '0/1' },
      '(no service.name) (own)': { count: '2/2', reasons: { absent: 2 } },
    },
  ],
  [
    "the SDKs' stand-in is none, with and without an executable",
    [
      { trace: '1', id: 'a', service: 'unknown_service' },
      { trace: '1', id: 'b', service: 'unknown_service:node' },
    ],
    {
      'unknown_service (own)': { count: '1/1', reasons: { 'unknown-service': 1 } },
      'unknown_service:node (own)': { count: '1/1', reasons: { 'unknown-service': 1 } },
    },
  ],
  [
    'traces without a valid ID count as well',
    [{ trace: '1', id: 'a', service: null, invalid: 'trace' }],
    {
      '(no service.name) (own)': { count: '1/1', reasons: { absent: 1 } },
    },
  ],
];

test.each(CASES)('%s', (_, spans, expected) => {
  expect(answersOf(missingServiceName, spans)).toEqual(expected);
});
