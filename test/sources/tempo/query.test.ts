import * as fc from 'fast-check';
import { SourceError } from '../../../lib/sources/errors';
import { checkQuery, narrowed } from '../../../lib/sources/tempo/query';

const CONDITION = 'trace:id =~ ".*[0-3]"';

describe('a query narrowed by a condition on the trace', () => {
  test.each([
    [null, `{ ${CONDITION} }`],
    ['{}', `{ ${CONDITION} }`],
    ['{ }', `{ ${CONDITION} }`],
    ['{ status = error }', `{ ${CONDITION} && (status = error) }`],
    ['{ a = 1 || b = 2 }', `{ ${CONDITION} && (a = 1 || b = 2) }`],
    ['{ a = 1 } >> { b = 2 }', `{ ${CONDITION} && (a = 1) } >> { ${CONDITION} && (b = 2) }`],
    [
      '({ a = 1 } | count() > 2) && ({ b = 2 })',
      `({ ${CONDITION} && (a = 1) } | count() > 2) && ({ ${CONDITION} && (b = 2) })`,
    ],
    ['{ name = "}{" }', `{ ${CONDITION} && (name = "}{") }`],
    ['{ name = "a\\"}" }', `{ ${CONDITION} && (name = "a\\"}") }`],
    ['{ name = `\\` } | select(name)', `{ ${CONDITION} && (name = \`\\\`) } | select(name)`],
  ])('%s', (query, expected) => {
    expect(narrowed(query, CONDITION)).toBe(expected);
  });

  test('without a condition stays as it is', () => {
    expect(narrowed(null, null)).toBe('{}');
    expect(narrowed('{ a = 1 }', null)).toBe('{ a = 1 }');
  });

  test('has the condition in every filter, whatever joins them', () => {
    const filter = fc.constantFrom('{ a = "}" }', '{}', '{ b = `{` && c = 1 }');
    const joint = fc.constantFrom(' && ', ' || ', ' >> ', ' !< ', ' ~ ');
    fc.assert(
      fc.property(fc.array(filter, { minLength: 1, maxLength: 5 }), joint, (filters, join) => {
        const query = narrowed(filters.join(join), CONDITION);
        expect(query.split(CONDITION)).toHaveLength(filters.length + 1);
        expect(checkQuery(query)).toBe(query);
      }),
    );
  });
});

test.each([
  ['name = "x"', /has no \{ \}/],
  ['', /has no \{ \}/],
  ['{ a = 1', /do not close/],
  ['a = 1 }', /do not close/],
  ['{ name = "x }', /do not close/],
  ['{ } | rate()', /asks for numbers/],
  ['{ a = 1 } | count_over_time() by (name)', /asks for numbers/],
  ['{ a = 1 } | quantile_over_time(duration, .9)', /asks for numbers/],
])('%s is refused', (query, message) => {
  const check = () => checkQuery(query);
  expect(check).toThrow(SourceError);
  expect(check).toThrow(
    expect.objectContaining({ reason: 'invalid', message: expect.stringMatching(message) }),
  );
});

test.each(['{ name = "| rate()" }', '{ a = 1 } | count() > 2', ' { } '])('%s is taken', (query) => {
  expect(checkQuery(query)).toBe(query.trim());
});
