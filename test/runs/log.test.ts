import { jsonLog, reasonOf } from '../../lib/runs/log';

test('one line a step, with the time, the run, and everything from elsewhere escaped', () => {
  const lines: string[] = [];
  const log = jsonLog(
    (line) => lines.push(line),
    { run: 'a', depth: 0 },
    () => 0,
  );
  log({ step: 'window', name: 'x\n\u001b[31m\u202e', count: 3, is: true, none: null });
  log({ step: 'long', name: 'x'.repeat(5000) });
  expect(lines[0]).toBe(
    '{"time":"1970-01-01T00:00:00.000Z","run":"a","depth":0,"step":"window","name":"x\\\\n\\\\x1b[31m\\\\u202e","count":3,"is":true,"none":null}',
  );
  expect(lines[1]).toHaveLength(lines[1]?.trim().length ?? 0);
  expect(JSON.parse(lines[1] ?? '').name).toHaveLength(1000);
});

test.each([
  [new Error('one\ntwo'), 'one'],
  [new RangeError(''), 'RangeError'],
  ['thrown text', 'thrown text'],
  [new Error('a\u0007b'), 'a\\x07b'],
])('%j is one line', (error, expected) => {
  expect(reasonOf(error)).toBe(expected);
});
