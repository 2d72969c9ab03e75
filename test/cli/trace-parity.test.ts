import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parityReportSchema } from '../../lib/report/parity-model';
import { traceReportSchema } from '../../lib/report/trace-model';
import { otlpLine, temporaryFolder, writeFiles } from '../audit/archives';
import { type Run, run } from './run';

const folder = temporaryFolder();
const T = Date.UTC(2026, 10, 20, 14);
const healthy = join(__dirname, '../../examples/shop/recordings/healthy/archive');
const faulty = join(__dirname, '../../examples/shop/recordings/faulty/archive');
const whole = otlpLine([
  { trace: '1', id: 'a', start: T },
  { trace: '1', id: 'b', parent: 'a', start: T },
]);
const broken = otlpLine([
  { trace: '2', id: 'a', start: T },
  { trace: '2', id: 'b', parent: 'f', start: T },
]);

beforeAll(() => {
  writeFiles(folder, {
    'hot/a.json': [whole, broken].join('\n'),
    'cold/a.json': whole,
    'damaged/a.json': `${whole}\n{"resourceSpans":[`,
    'empty/.keep': '',
    'tracewarden.yml': '{}\n',
    'two.yml': 'sources: [hot, cold]\n',
  });
});

const inFolder = (...args: string[]): Promise<Run> => run(args, { cwd: folder });

describe('exit codes', () => {
  test.each<[string, string[], number]>([
    ['a whole trace', ['trace', '1', '--source', 'hot'], 0],
    [
      'a trace with all its zeros',
      ['trace', '1'.padStart(32, '0'), '--source', 'hot', '--source', 'cold'],
      0,
    ],
    ['a broken trace', ['trace', '2', '--source', 'hot'], 1],
    ['a broken trace that is to be ignored', ['trace', '2', '--source', 'hot', '--fail-on', 'never'], 0],
    ['a trace that is not there', ['trace', '3', '--source', 'hot'], 3],
    ['a trace beside unreadable input', ['trace', '1', '--source', 'damaged'], 3],
    ['no trace ID', ['trace', 'xyz', '--source', 'hot'], 2],
    ['the trace ID of zeros', ['trace', '0', '--source', 'hot'], 2],
    ['a trace and no source', ['trace', '1'], 2],
    ['a trace and no such source', ['trace', '1', '--source', 'nowhere'], 2],
    ['a trace in another format', ['trace', '1', '--source', 'hot', '--format', 'markdown'], 2],
    ['an archive and itself', ['parity', healthy, healthy], 0],
    ['two recordings', ['parity', healthy, faulty], 1],
    [
      'two recordings whose differences are to be ignored',
      ['parity', healthy, faulty, '--fail-on', 'never'],
      0,
    ],
    ['few differences', ['parity', 'hot', 'cold'], 0],
    ['few differences with a low limit', ['parity', 'hot', 'cold', '--min-applicable', '1'], 1],
    ['two sources from a file', ['parity', '--config', 'two.yml', '--min-applicable', '1'], 1],
    ['a damaged source', ['parity', 'cold', 'damaged'], 3],
    ['an empty source', ['parity', 'hot', 'empty', '--min-applicable', '1'], 3],
    ['one source', ['parity', 'hot'], 2],
    ['three sources', ['parity', 'hot', 'cold', 'empty'], 2],
    ['no such source', ['parity', 'hot', 'nowhere'], 2],
  ])('%s', async (_, args, code) => {
    const result = await inFolder(...args);
    expect({ code: result.code, stderr: code === 2 ? '' : result.stderr }).toEqual({ code, stderr: '' });
    if (code === 2) {
      expect(result.stdout).toBe('');
      expect(result.stderr).not.toContain('this should not have happened');
    }
  });
});

test.each<[string[], string]>([
  [
    ['trace', 'xyz', '--source', 'hot'],
    'tracewarden: "xyz" is no trace ID: one is 16 or 32 hex digits, and not all zero\n',
  ],
  [['trace', '1'], 'tracewarden: no source: say where to look with --source, e.g. --source ./archive\n'],
  [
    ['parity', 'hot'],
    'tracewarden: parity compares two sources, and 1 is given: tracewarden parity ./hot ./cold\n',
  ],
])('%j is told in one clear sentence', async (args, message) => {
  expect((await inFolder(...args)).stderr).toBe(message);
});

describe('what is written', () => {
  test('a trace as text', async () => {
    const { stdout } = await inFolder('trace', '2', '--source', 'hot');
    expect(stdout).toContain('INCOMPLETE  1 missing span. 1 check fails.\n');
    expect(stdout).toContain('? missing span 000000000000000f (of shop)\n');
  });

  test('a trace as JSON', async () => {
    const { stdout } = await inFolder('trace', '2', '--source', 'hot', '--format', 'json');
    const report = traceReportSchema.parse(JSON.parse(stdout));
    expect(report.rows.map(({ type, depth }) => [type, depth])).toEqual([
      ['span', 0],
      ['missing', 0],
      ['span', 1],
    ]);
  });

  test('a comparison as JSON to a file', async () => {
    const { stdout, code } = await inFolder(
      'parity',
      'hot',
      'cold',
      '--format',
      'json',
      '--output',
      'parity.json',
    );
    expect([stdout, code]).toEqual(['', 0]);
    const report = parityReportSchema.parse(JSON.parse(readFileSync(join(folder, 'parity.json'), 'utf8')));
    expect(report.traces).toMatchObject({ compared: 2, same: 1, onlyInFirst: 1 });
    expect(report.sources).toEqual({ first: 'hot', second: 'cold' });
  });

  test('colours only where they are wanted', async () => {
    const colored = { cwd: folder, env: { FORCE_COLOR: '1' } };
    for (const args of [
      ['parity', 'hot', 'cold'],
      ['trace', '1', '--source', 'hot'],
    ]) {
      expect((await run(args, colored)).stdout).toContain('\x1b[');
      expect((await run([...args, '--no-color'], colored)).stdout).not.toContain('\x1b[');
    }
  });

  test('a comparison in threads is the same', async () => {
    const [one, two] = await Promise.all(
      ['1', '2'].map((threads) => run(['parity', healthy, faulty, '--threads', threads, '--format', 'json'])),
    );
    expect(two?.stdout).toBe(one?.stdout);
  });

  test('a trace in threads is the same', async () => {
    const config = join(folder, 'threads.yml');
    writeFiles(folder, { 'threads.yml': 'threads: 2\n' });
    const id = '5e569e5f98a5aa6ecfa222129e912193';
    const [one, two] = await Promise.all(
      [[], ['--config', config]].map((more) => run(['trace', id, '--source', faulty, ...more])),
    );
    expect(two).toEqual(one);
    expect(one?.stdout).toContain('? missing span 83c8c0d6f7ef4567');
  });

  test('nothing of an interrupted comparison', async () => {
    const target = join(folder, 'interrupted.json');
    const result = await run(['parity', '-', 'hot', '--output', target], {
      cwd: folder,
      onStart: (child) => child.stdin.write(whole.repeat(2_000), () => child.kill('SIGINT')),
    });
    expect(result).toEqual({
      code: 130,
      stdout: '',
      stderr: 'tracewarden: interrupted; no report was written\n',
    });
    expect(existsSync(target)).toBe(false);
  });
});

test.each(['trace', 'parity'])('%s --help has examples and exit codes', async (command) => {
  const { stdout, code } = await inFolder(command, '--help');
  expect(code).toBe(0);
  expect(stdout).toContain(`Examples:\n  tracewarden ${command}`);
  expect(stdout).toContain('Exit codes:\n  0  ');
});

test.each([
  ['trace', ['--tenant'], ['--max-traces', '--query', '--tempo-metrics']],
  ['parity', ['--tenant', '--max-traces'], ['--query', '--tempo-metrics']],
  ['audit', ['--tenant', '--max-traces', '--query', '--tempo-metrics'], []],
])('%s offers of a Tempo what it makes use of', async (command, offered, others) => {
  const { stdout } = await inFolder(command, '--help');
  for (const option of offered) expect(stdout).toContain(`  ${option} `);
  for (const option of others) expect(stdout).not.toContain(option);
});

test('tracewarden checks tells of source-mismatch', async () => {
  expect((await inFolder('checks', 'source-mismatch')).stdout).toContain('trace-only-in-first');
});
