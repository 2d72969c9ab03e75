import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CHAT_KINDS } from '../../lib/config/chat-kinds';
import { temporaryFolder, writeFiles } from '../audit/archives';
import { FAULTY, HEALTHY } from '../report/samples';
import { type Run, run } from './run';

const folder = temporaryFolder();
const CHATS = `
environment: prod
language: zh
chats:
  - {name: team, kind: slack, url: 'ssm:/slack'}
  - {name: on-call, kind: pagerduty, secret: 'ssm:/pagerduty'}
routes:
  - {to: [team]}
  - {severity: error, environments: [prod], to: [on-call]}
`;

beforeAll(() => {
  writeFiles(folder, {
    'faulty.json': JSON.stringify(FAULTY),
    'healthy.json': JSON.stringify(HEALTHY),
    'half.json': '{"schemaVersion":1',
    'other.json': '{"schemaVersion":1}',
    'chats.yml': CHATS,
  });
});

const alert = (...args: string[]): Promise<Run> => run(['alert', ...args], { cwd: folder });

test('a dry run without a config shows every kind of chat', async () => {
  const { code, stdout, stderr } = await alert('--report', 'faulty.json', '--dry-run');
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  const printed: Record<string, { kind: string; payloads: unknown[] }> = JSON.parse(stdout);
  expect(Object.keys(printed)).toEqual([...CHAT_KINDS]);
  for (const kind of CHAT_KINDS) expect(printed[kind]).toMatchObject({ kind, payloads: [expect.anything()] });
});

test('a dry run with a config shows its chats, in its language, by its routes', async () => {
  const prod = await alert('--report', 'faulty.json', '--dry-run', '--config', 'chats.yml');
  expect(Object.keys(JSON.parse(prod.stdout))).toEqual(['team', 'on-call']);
  expect(prod.stdout).toContain('【新增】');
  const dev = await alert(
    '--report',
    'faulty.json',
    '--dry-run',
    '--config',
    'chats.yml',
    '--environment',
    'dev',
  );
  expect(Object.keys(JSON.parse(dev.stdout))).toEqual(['team']);
});

test('a healthy report is nothing to tell', async () => {
  expect(await alert('--report', 'healthy.json', '--dry-run')).toEqual({
    code: 0,
    stdout: '{}\n',
    stderr: 'tracewarden: nothing to tell: no chat would get a message\n',
  });
});

test.each<[string, string[], string]>([
  ['nothing asked for', [], 'give --report FILE (with --dry-run), or --test CHAT'],
  ['no such report', ['--report', 'none.json', '--dry-run'], '--report: cannot read none.json'],
  ['half a report', ['--report', 'half.json', '--dry-run'], '--report: half.json is no JSON'],
  ['something else', ['--report', 'other.json', '--dry-run'], '--report: other.json is no report: tool: '],
  [
    'posting without a chat',
    ['--report', 'faulty.json'],
    'no chat is configured: add `chats` to tracewarden.yml, or use --dry-run',
  ],
  ['a test without a chat', ['--test', 'slack'], 'no chat is configured'],
  [
    'a test of another chat',
    ['--test', 'teams', '--config', 'chats.yml'],
    'there is no chat "teams"; there are: team (slack), on-call (pagerduty)',
  ],
  [
    'a test with a report',
    ['--test', 'slack', '--report', 'faulty.json'],
    "cannot be used with option '--report <file>'",
  ],
])('%s is one clear error', async (_, args, message) => {
  const { code, stdout, stderr } = await alert(...args);
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toContain(message);
});

test('a chat whose address cannot be read is told, without a trace of it', async () => {
  const env = {
    AWS_REGION: 'eu-central-1',
    AWS_ACCESS_KEY_ID: 'x',
    AWS_SECRET_ACCESS_KEY: 'y',
    AWS_ENDPOINT_URL: 'http://127.0.0.1:9',
    AWS_MAX_ATTEMPTS: '1',
  };
  const { code, stdout, stderr } = await run(['alert', '--test', 'team', '--config', 'chats.yml'], {
    cwd: folder,
    env,
  });
  expect({ code, stderr }).toEqual({ code: 1, stderr: '' });
  expect(stdout).toMatch(/^team: not posted: ssm:\/slack: cannot be read \(\w+( \w+)?\)\n$/);
});

test('the help has examples', async () => {
  const { stdout } = await alert('--help');
  expect(stdout).toContain('tracewarden alert --report report.json --dry-run\n');
  expect(stdout).toContain('tracewarden alert --test slack\n');
  expect(readFileSync(join(__dirname, '../../docs/alerts.md'), 'utf8')).toContain(
    'tracewarden alert --test slack',
  );
});
