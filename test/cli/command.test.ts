import { existsSync, readdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { validateReport } from '../../lib';
import { version } from '../../package.json';
import { otlpLine, temporaryFolder, writeFiles } from '../audit/archives';
import { type Run, run } from './run';

const folder = temporaryFolder();
const T = Date.UTC(2026, 10, 20, 14);
const healthy = join(__dirname, '../../examples/shop/recordings/healthy/archive');
const faulty = join(__dirname, '../../examples/shop/recordings/faulty/archive');
const line = otlpLine([
  { trace: '1', id: 'a', start: T },
  { trace: '1', id: 'b', parent: 'a', start: T },
]);

beforeAll(() => {
  writeFiles(folder, {
    'good/a.json': line,
    'bad/a.json': `${line}\n{"resourceSpans":[`,
    'empty/.keep': '',
    'wrong.yml': 'minAplicable: 5\n',
    'parity.yml': 'checks: [source-mismatch]\n',
    'right.yml': 'minApplicable: 5\nsources: [good]\n',
  });
});

const inFolder = (args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Run> =>
  run(args, { cwd: folder, env });

describe('exit codes', () => {
  test.each<[string, string[], number]>([
    ['a good archive', ['audit', 'good'], 0],
    ['findings', ['audit', faulty], 1],
    ['findings that are to be ignored', ['audit', faulty, '--fail-on', 'never'], 0],
    ['damaged input and no finding', ['audit', 'bad'], 3],
    ['nothing to judge', ['audit', 'empty'], 3],
    ['nothing to judge, whatever is ignored', ['audit', 'empty', '--fail-on', 'never'], 3],
    ['no such source', ['audit', 'nowhere'], 2],
    ['no source', ['audit'], 2],
    ['an unknown flag', ['audit', 'good', '--smaple', '1'], 2],
    ['an unknown command', ['aduit'], 2],
    ['a wrong value', ['audit', 'good', '--sample', '2'], 2],
    ['a wrong config', ['audit', 'good', '--config', 'wrong.yml'], 2],
    ['a config with a check that no audit can run', ['audit', 'good', '--config', 'parity.yml'], 2],
    ['a config that is not there', ['audit', 'good', '--config', 'none.yml'], 2],
    ['a config that is taken for a source', ['config', 'check', 'right.yml'], 2],
    ['--last with --from', ['audit', 'good', '--last', '1h', '--from', 'now-2h'], 2],
    ['--to without --from', ['audit', 'good', '--to', 'now'], 2],
    ['an empty window', ['audit', 'good', '--from', 'now', '--to', 'now-1h'], 2],
    ['an unknown check', ['checks', 'orphan-spam'], 2],
    ['help', ['--help'], 0],
    ['a config from a file', ['audit', '--config', 'right.yml'], 0],
  ])('%s', async (_, args, code) => {
    const result = await inFolder(args);
    expect({ code: result.code, stderr: code === 2 ? '' : result.stderr }).toEqual({ code, stderr: '' });
    if (code === 2) {
      expect(result.stdout).toBe('');
      expect(result.stderr).not.toContain('this should not have happened');
    }
  });
});

describe('errors are one clear sentence', () => {
  test.each<[string[], string]>([
    [
      ['audit'],
      'tracewarden: no source: name files, a folder, s3://bucket/prefix, tempo+https://host, or - for standard input\n',
    ],
    [
      ['audit', 'good', '--last', '1h', '--from', 'now-2h'],
      'tracewarden: --last goes without --from and --to\n',
    ],
    [['audit', 'good', '--to', 'now'], 'tracewarden: --to needs --from\n'],
    [
      ['checks', 'orphan-spam'],
      'tracewarden: there is no check "orphan-spam"; did you mean orphan-span? (tracewarden checks lists them)\n',
    ],
  ])('%j', async (args, message) => {
    expect((await inFolder(args)).stderr).toBe(message);
  });

  test('a config names the nearest key', async () => {
    const { stderr } = await inFolder(['audit', 'good', '--config', 'wrong.yml']);
    expect(stderr).toContain('wrong.yml:1:1');
    expect(stderr).toContain('minApplicable');
  });
});

describe('the report', () => {
  test('goes to standard output, and nothing else goes there or to standard error', async () => {
    const { stdout, stderr } = await inFolder(['audit', 'good', '--format', 'json']);
    expect(stderr).toBe('');
    const report = validateReport(JSON.parse(stdout));
    expect(report.structure.spans).toBe(2);
    expect(report.tool).toEqual({ name: 'tracewarden', version });
  });

  test('goes to a file, whole or not at all', async () => {
    const { stdout, code } = await inFolder(['audit', 'good', '--format', 'json', '--output', 'report.json']);
    expect([stdout, code]).toEqual(['', 0]);
    expect(validateReport(JSON.parse(readFileSync(join(folder, 'report.json'), 'utf8'))).verdict).toBe('ok');
    const failed = await inFolder(['audit', 'good', '--output', 'none/report.txt']);
    expect(failed.code).toBe(2);
    expect(failed.stderr).toBe(
      'tracewarden: --output: cannot write none/report.txt: none: no such file or directory\n',
    );
    expect(readdirSync(folder).filter((name) => name.includes('.tmp'))).toEqual([]);
  });

  test.each(['text', 'json'])('says nothing of services that were not seen: %s', async (format) => {
    const { stdout, code } = await inFolder(['audit', 'good', '--service', 'nobody', '--format', format]);
    expect(code).toBe(3);
    if (format === 'json') expect(validateReport(JSON.parse(stdout)).verdict).toBe('unknown');
    else
      expect(stdout.replace(/\s+/g, ' ')).toContain(
        'UNKNOWN Nothing could be judged: no trace has a span of the service asked for. No data is no sign of health',
      );
  });

  test('has colours only where they are wanted', async () => {
    const escape = '\x1b[';
    expect((await inFolder(['audit', 'good'])).stdout).not.toContain(escape);
    expect((await inFolder(['audit', 'good'], { FORCE_COLOR: '1' })).stdout).toContain(escape);
    expect((await inFolder(['audit', 'good'], { FORCE_COLOR: '1', NO_COLOR: '1' })).stdout).not.toContain(
      escape,
    );
    expect((await inFolder(['audit', 'good', '--no-color'], { FORCE_COLOR: '1' })).stdout).not.toContain(
      escape,
    );
  });

  test('--quiet says the verdict only', async () => {
    const { stdout } = await inFolder(['audit', 'good', '--quiet']);
    expect(stdout.trimEnd().split('\n')).toHaveLength(1);
  });

  test('a healthy system fits on one screen', async () => {
    const { stdout } = await run(['audit', healthy]);
    const lines = stdout.trimEnd().split('\n');
    expect(lines.length).toBeLessThanOrEqual(24);
    expect(lines.filter((it) => it.length > 80)).toEqual([]);
  });

  test('--service narrows what is listed', async () => {
    const { stdout } = await run(['audit', faulty, '--service', 'inv*', '--format', 'json']);
    const report = validateReport(JSON.parse(stdout));
    expect(report.services.map(({ name }) => name)).toEqual(['inventory']);
    expect(report.findings.length).toBeGreaterThan(0);
    for (const { service, edge } of report.findings)
      expect([service, edge?.from, edge?.to]).toContain('inventory');
  });
});

describe('sources', () => {
  test('standard input', async () => {
    const { stdout } = await run(['audit', '-', '--format', 'json'], { input: line });
    expect(validateReport(JSON.parse(stdout)).structure.spans).toBe(2);
  });

  test('several, and globs', async () => {
    const { stdout } = await inFolder(['audit', 'good', 'g*/*.json', '--format', 'json']);
    const report = validateReport(JSON.parse(stdout));
    expect(report.coverage.objects.listed).toBe(2);
    expect(report.structure).toMatchObject({ spans: 2, resends: 2 });
  });

  test('a link that leads in a circle', async () => {
    writeFiles(folder, { 'loop/a.json': line });
    symlinkSync(join(folder, 'loop'), join(folder, 'loop', 'again'));
    const { stdout, code } = await inFolder(['audit', 'loop', '--format', 'json']);
    const report = validateReport(JSON.parse(stdout));
    expect(code).toBe(0);
    expect(report.structure).toMatchObject({ spans: 2, resends: 0 });
    expect(report.coverage.problems).toMatchObject([{ reason: 'link-loop', count: 1 }]);
  });
});

test('reading in threads gives the same report', async () => {
  const reports = await Promise.all(
    ['1', '2'].map((threads) => run(['audit', faulty, '--threads', threads, '--format', 'json'])),
  );
  const [one, two] = reports.map(({ stdout }) => validateReport(JSON.parse(stdout)));
  expect(two).toEqual(one);
  expect(two?.structure.spans).toBeGreaterThan(9_000);
});

test('Ctrl-C ends an audit cleanly', async () => {
  const target = join(folder, 'interrupted.json');
  const result = await run(['audit', '-', '--output', target], {
    // Standard input stays open: the audit waits for more until it is interrupted.
    onStart: (child) => child.stdin.write(line.repeat(2_000), () => child.kill('SIGINT')),
  });
  expect(result).toEqual({
    code: 130,
    stdout: '',
    stderr: 'tracewarden: interrupted; no report was written\n',
  });
  expect(existsSync(target)).toBe(false);
});

describe('help', () => {
  test.each([[], ['audit'], ['checks'], ['config'], ['config', 'check']])(
    '%s %s has examples',
    async (...words) => {
      const { stdout, code } = await run([...words, '--help']);
      expect(code).toBe(0);
      expect(stdout).toContain('Examples:\n  tracewarden');
    },
  );

  test('the version', async () => {
    expect((await run(['--version'])).stdout).toBe(`${version}\n`);
  });
});

test('config check shows what is in force', async () => {
  const { stdout, code } = await inFolder(['config', 'check', '--config', 'right.yml', '--sample', '10%']);
  expect(code).toBe(0);
  expect(stdout).toContain('minApplicable: 5');
  expect(stdout).toContain('sample: 0.1');
});

test('checks tells all of one check', async () => {
  const { stdout } = await run(['checks', 'orphan-span']);
  expect(stdout).toContain('orphan-span');
  expect(stdout).toContain('OTEL_BSP_MAX_QUEUE_SIZE');
});
