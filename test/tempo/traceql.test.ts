import { foundTraces } from './found-answer';
import { ask, withTempo } from './running';
import { pushOf, SMALL_START } from './small-traces';

/** Trace IDs of one repeated digit each, the first with leading zeros. */
const [ZEROS, ONES, EIGHTS, EFFS] = ['00' + '3'.repeat(30), '1'.repeat(32), '8'.repeat(32), 'f'.repeat(32)];

const PUSH = pushOf(
  { traceId: ZEROS, id: '1', service: 'gateway', name: 'GET /', kind: 2, duration: 100 },
  { traceId: ZEROS, id: '2', parent: '1', service: 'orders', kind: 3, attributes: { 'db.system': 'mysql' } },
  { traceId: ONES, id: '3', parent: '99', service: 'orders', isError: true },
  { traceId: ONES, id: '4', parent: '3', service: 'payments' },
  { traceId: EIGHTS, id: '5', service: null, name: 'tick' },
  { traceId: EFFS, id: '6', service: 'worker', kind: 5 },
  { traceId: EFFS, id: '7', service: 'worker', kind: 5 },
);

const RANGE = { start: SMALL_START - 60, end: SMALL_START + 60, limit: 100 };

async function found(q: string): Promise<string[]> {
  return withTempo({ pushes: [PUSH] }, async (tempo) => {
    const { status, body } = await ask(tempo, '/api/search', { ...RANGE, q });
    if (status !== 200) return [body];
    return foundTraces(body)
      .map(({ traceID, spanSet }) => `${traceID.padStart(32, '0')[2]} ${spanSet.matched}`)
      .sort();
  });
}

test.each([
  // Last digits are exact; expressions must match the whole ID.
  ['{ trace:id =~ ".*[0-3]" }', ['1 2', '3 2']],
  ['{ trace:id =~ ".*[4-7]" }', []],
  ['{ trace:id =~ ".*[89a-f]" }', ['8 1', 'f 2']],
  ['{ trace:id =~ ".*(3|f)" }', ['3 2', 'f 2']],
  ['{ trace:id =~ ".*(88|ff)" }', ['8 1', 'f 2']],
  // First digits are not: zeros are cut off the ID, and off the expression.
  ['{ trace:id =~ "0.*" }', ['1 2', '3 2', '8 1', 'f 2']],
  ['{ trace:id =~ "[0-2].*" }', ['1 2']],
  [`{ trace:id = "${ZEROS}" }`, ['3 2']],
  ['{ }', ['1 2', '3 2', '8 1', 'f 2']],
  ['{ resource.service.name = "orders" }', ['1 1', '3 1']],
  ['{ resource.service.name != "orders" }', ['1 1', '3 1', 'f 2']],
  ['{ .db.system = nil && kind = client }', []],
  ['{ nestedSetLeft = 0 }', ['1 2']],
  ['{ nestedSetParent = -1 }', ['3 1', '8 1', 'f 2']],
  ['{ trace:rootService = "" }', ['1 2', '8 1']],
  ['{ trace:rootName = "" }', ['1 2']],
  ['{ span.db.system = "mysql" || .service.name = "payments" }', ['1 1', '3 1']],
  ['{ (kind = consumer || kind = client) && trace:id =~ ".*[0-7]" }', ['3 1']],
  // Without parentheses it is the same: both operators bind alike.
  ['{ kind = consumer || kind = client && trace:id =~ ".*[0-7]" }', ['3 1']],
  ['{ status = error }', ['1 1']],
  ['{ duration > 50ms }', ['3 1']],
  ['{ name = "tick" } | select(span:parentID, kind)', ['8 1']],
  ['{ } with(most_recent=true)', ['1 2', '3 2', '8 1', 'f 2']],
])('%s', async (query, expected) => {
  expect(await found(query)).toEqual(expected);
});

test.each([
  ['{ foo', 'parse error at line 1, col 3: unknown identifier: foo'],
  ['{ foo = 1 }', 'parse error at line 1, col 3: unknown identifier: foo'],
  ['{ name = "a"', 'parse error at line 1, col 13: syntax error: unexpected $end'],
  ['{ name "a" }', 'parse error at line 1, col 8: syntax error: unexpected STRING'],
  ['{ } | frob()', 'parse error at line 1, col 7: syntax error: unexpected IDENTIFIER'],
  ['}', 'parse error at line 1, col 1: syntax error: unexpected }'],
  ['{ .a = 1 &&}', 'parse error at line 1, col 12: syntax error: unexpected }'],
  ['{ trace:id =~ "[" }', 'invalid regex: `[`'],
  ['{ name = 3 }', 'binary operations must operate on the same type: name = 3'],
  ['{ nestedSetLeft = "0" }', 'binary operations must operate on the same type: nestedSetLeft = `0`'],
  ['{ trace:rootService = nil }', 'rootServiceName=nil is not valid because intrinsics cannot be nil'],
  [
    '{ resource.service.name = nil }',
    'resource.service.name=nil is not valid because resource.service.name cannot be nil',
  ],
])('%s is refused', async (query, message) => {
  expect(await found(query)).toEqual([`invalid TraceQL query: ${message}`]);
});

test('an older server does not know trace:id', async () => {
  await withTempo({ pushes: [PUSH], knowsTraceId: false }, async (tempo) => {
    const refused = await ask(tempo, '/api/search', { ...RANGE, q: '{ trace:id =~ ".*[0-3]" }' });
    expect([refused.status, refused.body]).toEqual([
      400,
      'invalid TraceQL query: parse error at line 1, col 9: syntax error: unexpected IDENTIFIER, ' +
        'expecting duration or rootName or rootService',
    ]);
    expect((await ask(tempo, '/api/search', { ...RANGE, q: '{ nestedSetLeft = 0 }' })).status).toBe(200);
  });
});
