import { readFile } from 'node:fs/promises';
import { Command, Option } from 'commander';
import { z } from 'zod';
import { CHECK_IDS } from '../../checks';
import type { AlertingConfig, ChatSetting } from '../../config/alerting';
import { CHAT_KINDS } from '../../config/chat-kinds';
import { effectiveConfig } from '../../config/effective';
import { loadConfig } from '../../config/load';
import { outgoingOf } from '../../publish/alerts/alert';
import type { Outgoing } from '../../publish/alerts/delivery';
import { postMessage } from '../../publish/alerts/post';
import { awsSecrets, realPosting } from '../../publish/alerts/posting';
import { EMPTY_STATE } from '../../publish/alerts/state';
import { transition } from '../../publish/alerts/transition';
import { CHATS } from '../../publish/chat';
import { testMessage } from '../../publish/messages/test-message';
import { noticeOfReport } from '../../publish/notice-of-report';
import { type Report, validateReport } from '../../report/model';
import { escapeJsonText } from '../../report/untrusted';
import { UserError } from '../errors';
import { writeStandardOutput } from '../output';

interface AlertFlags {
  readonly config?: string;
  readonly report?: string;
  readonly dryRun?: boolean;
  readonly test?: string;
  readonly environment?: string;
}

/** Milliseconds that all posting may take. */
const MAX_TIME = 60_000;

const EXAMPLES = `
Examples:
  tracewarden audit ./archive --format json --output report.json
  tracewarden alert --report report.json --dry-run
  tracewarden alert --report report.json --environment prod
  tracewarden alert --test slack
  tracewarden alert --test on-call --config audits/prod.yml

Exit codes:
  0  printed, or posted to every chat
  1  a chat did not take the message
  2  a mistake in the flags, the config or the report
`;

export function alertCommand(): Command {
  return new Command('alert')
    .summary('show or post the messages for chats')
    .description(
      'Shows what each chat would be told of a report, posts it, or posts a test message. Where addresses and secrets are kept is in tracewarden.yml.',
    )
    .option('--config <file>', 'settings (default: tracewarden.yml in this folder, if there is one)')
    .option('--report <file>', 'a report that `audit --format json` has written')
    .option('--dry-run', 'print what each chat would get, as JSON; nothing is posted')
    .addOption(
      new Option('--test <chat>', 'post a test message to this chat: its name, or its kind').conflicts([
        'report',
        'dryRun',
      ]),
    )
    .option('--environment <name>', 'the environment, for routes (default: that of the config)')
    .addHelpText('after', EXAMPLES)
    .action(alert);
}

async function alert(flags: AlertFlags): Promise<void> {
  const { config: file } = await loadConfig(flags.config, process.cwd(), CHECK_IDS);
  const { alerting, runs } = effectiveConfig(file);
  const { environment = runs.environment } = flags;
  if (flags.test !== undefined) return post(testOutgoing(alerting, flags.test, environment));
  if (flags.report === undefined) throw new UserError('give --report FILE (with --dry-run), or --test CHAT');
  const isDry = flags.dryRun === true;
  // Without a chat in the config a dry run shows what all kinds of chats would get.
  const config = isDry && alerting.chats.length === 0 ? { ...alerting, chats: EVERY_KIND } : alerting;
  if (config.chats.length === 0)
    throw new UserError('no chat is configured: add `chats` to tracewarden.yml, or use --dry-run');
  const outgoing = reportOutgoing(config, await readReport(flags.report), environment);
  return isDry ? print(outgoing) : post(outgoing);
}

const EVERY_KIND: readonly ChatSetting[] = CHAT_KINDS.map((kind) => ({
  name: kind,
  kind,
  url: null,
  secret: null,
}));

function testOutgoing(config: AlertingConfig, wanted: string, environment: string): Outgoing[] {
  const chats = config.chats.filter(({ name, kind }) => name === wanted || kind === wanted);
  if (chats.length === 0) {
    const known = config.chats.map(({ name, kind }) => `${name} (${kind})`).join(', ');
    throw new UserError(
      known === ''
        ? 'no chat is configured: add `chats` to tracewarden.yml'
        : `there is no chat "${wanted}"; there are: ${known}`,
    );
  }
  const message = testMessage(config.language, environment, new Date().toISOString());
  return chats.map((chat) => ({ chat, message }));
}

/** What a first run with this report would tell: every finding is new. */
function reportOutgoing(config: AlertingConfig, report: Report, environment: string): Outgoing[] {
  const notice = noticeOfReport(report, { environment, now: Date.now() });
  const { run } = transition(EMPTY_STATE, notice, { ...config, confirmWindows: 1 });
  return outgoingOf(notice, run, { config });
}

async function readReport(path: string): Promise<Report> {
  try {
    return validateReport(JSON.parse(await readFile(path, 'utf8')));
  } catch (error) {
    if (error instanceof z.ZodError) {
      const [issue] = error.issues;
      throw new UserError(`--report: ${path} is no report: ${issue?.path.join('.')}: ${issue?.message}`);
    }
    if (error instanceof SyntaxError) throw new UserError(`--report: ${path} is no JSON`);
    const reason = error instanceof Error ? error.message.replace(/^[A-Z]+: /, '') : String(error);
    throw new UserError(`--report: cannot read ${path}: ${reason}`, { cause: error });
  }
}

function print(outgoing: readonly Outgoing[]): Promise<void> {
  const byChat = outgoing.map(({ chat, message }) => [
    chat.name,
    { kind: chat.kind, payloads: CHATS[chat.kind].payloads(message) },
  ]);
  if (byChat.length === 0)
    process.stderr.write('tracewarden: nothing to tell: no chat would get a message\n');
  return writeStandardOutput(`${escapeJsonText(JSON.stringify(Object.fromEntries(byChat), null, 2))}\n`);
}

async function post(outgoing: readonly Outgoing[]): Promise<void> {
  const end = Date.now() + MAX_TIME;
  const dependencies = realPosting(awsSecrets(), () => end - Date.now());
  const lines = await Promise.all(
    outgoing.map(async ({ chat, message }) => {
      const result = await postMessage(chat, CHATS[chat.kind].payloads(message), dependencies);
      if (result.kind === 'failed') process.exitCode = 1;
      return result.kind === 'posted'
        ? `${chat.name}: posted\n`
        : `${chat.name}: not posted: ${result.reason}\n`;
    }),
  );
  await writeStandardOutput(lines.length === 0 ? 'nothing to tell\n' : lines.join(''));
}
