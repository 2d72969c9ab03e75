import { delayBefore, isPassing, RETRIES, restOf } from '../../../lib/sources/tempo/retry';

const POLICY = { attempts: 4, firstDelay: 100, longestDelay: 300, longestRest: 5000 };

test.each([
  [1, null, 0, 0],
  [1, null, 1, 100],
  [2, null, 0.5, 100],
  [3, null, 1, 300],
  // A rest is kept whole; the jitter comes on top.
  [1, 2000, 0, 2000],
  [2, 2000, 0.5, 2100],
  // The last attempt, and a rest that is too long.
  [4, null, 0.5, null],
  [1, 5001, 0, null],
])('after %d requests, a rest of %p and a draw of %d: %p ms', (made, rest, random, delay) => {
  expect(delayBefore(made, rest, POLICY, random)).toBe(delay);
});

test.each([
  [undefined, null],
  ['3', 3000],
  [' 120 ', 120_000],
  ['Fri, 20 Nov 2026 15:00:05 GMT', 5000],
  ['Fri, 20 Nov 2026 14:59:00 GMT', 0],
  ['soon', null],
  ['', null],
])('Retry-After %p asks for %p ms', (header, rest) => {
  expect(restOf(header, Date.parse('2026-11-20T15:00:00Z'))).toBe(rest);
});

test('what passes is asked again', () => {
  const statuses = [200, 400, 401, 403, 404, 408, 422, 429, 499, 500, 502, 503, 504];
  expect(statuses.filter(isPassing)).toEqual([408, 429, 500, 502, 503, 504]);
  expect(RETRIES).toEqual({ attempts: 5, firstDelay: 500, longestDelay: 10_000, longestRest: 60_000 });
});
