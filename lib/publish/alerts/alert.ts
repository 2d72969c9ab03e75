import { z } from 'zod';
import type { AlertingConfig } from '../../config/alerting';
import { type MessageSettings, runMessage } from '../messages/run-message';
import { noticeSchema, type RunNotice } from '../notice';
import { type Alarm, alarmEnvironment, alarmId, alarmMessage, alarmSchema } from './alarm';
import { reviseState, stateKey } from './book';
import {
  type ChatReport,
  type Claims,
  claimChats,
  type DeliveryDependencies,
  deliver,
  type Outgoing,
  withRun,
} from './delivery';
import { chatsOf, deliveriesOf } from './routes';
import { withShortNames } from './short-names';
import type { AlertState, Change, RunRecord } from './state';
import { transition } from './transition';

/** What a message came to: what there was to say, and what became of it in each chat. */
export interface DeliveryReport {
  readonly id: string;
  readonly kind: 'notice' | 'alarm';
  readonly environment: string;
  readonly source: string;
  /** Empty where there was nothing to tell. */
  readonly chats: readonly ChatReport[];
  /** A chat does not have the message: the event is to come again, and in the end to the dead-letter queue. */
  readonly isIncomplete: boolean;
}

/** What handling needs besides the message. */
export interface AlertDependencies extends DeliveryDependencies {
  readonly config: AlertingConfig;
  /** Of alarms that name none. */
  readonly environment: string;
  readonly causeOf?: MessageSettings['causeOf'];
}

/** A message that is neither a notice nor an alarm: it will not become one by coming again. */
export class AlertInputError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'AlertInputError';
  }
}

/**
 * Handles one message of the topic: a run's notice or a change of a CloudWatch alarm. Each chat gets what its routes
 * lead to it, once: an event that comes again posts only where it is still missing.
 * @param message the text of the SNS message
 * @throws AlertInputError where it is neither
 * @throws StoreError where the state cannot be read or written
 */
export function handleMessage(message: string, dependencies: AlertDependencies): Promise<DeliveryReport> {
  const value = jsonOf(message);
  const isAlarm = z.object({ AlarmName: z.string() }).safeParse(value).success;
  return isAlarm
    ? handleAlarm(parse(alarmSchema, value, 'a CloudWatch alarm'), dependencies)
    : handleNotice(parse(noticeSchema, value, 'a notice of a run'), dependencies);
}

/** A run's notice: its state is brought forward, and what is news goes to the chats. */
export async function handleNotice(
  received: RunNotice,
  dependencies: AlertDependencies,
): Promise<DeliveryReport> {
  const notice = withShortNames(received);
  const { config, store, now, remainingTime } = dependencies;
  const { environment, source, runId } = notice;
  const key = stateKey(environment, source);
  const { outgoing, claims } = await reviseState(store, key, (state) => {
    const moved = transition(state, notice, config);
    const outgoing = outgoingOf(notice, moved.run, dependencies);
    const names = outgoing.map(({ chat }) => chat.name);
    const { run, claims } = claimChats(moved.run, names, now(), remainingTime());
    const isUnchanged = moved.state === state && ![...claims.values()].includes('claimed');
    return { state: isUnchanged ? null : withRun(moved.state, run), result: { outgoing, claims } };
  });
  const chats = await deliver(key, outgoing, claims, dependencies);
  return { id: runId, kind: 'notice', environment, source, chats, isIncomplete: isIncomplete(chats) };
}

/** A change of an alarm. It is remembered like a run, without findings. */
export async function handleAlarm(alarm: Alarm, dependencies: AlertDependencies): Promise<DeliveryReport> {
  const { config, store, now, remainingTime } = dependencies;
  const environment = alarmEnvironment(alarm) ?? dependencies.environment;
  const source = 'cloudwatch-alarms';
  const key = stateKey(environment, source);
  const message = alarmMessage(alarm, environment, config.language);
  const outgoing = chatsOf(config, environment).map((chat) => ({ chat, message }));
  const claims = await reviseState<Claims>(store, key, (state) => {
    const earlier = state.runs.find(({ runId }) => runId === message.id);
    if (earlier === undefined && isFirstEvaluation(alarm, state)) return { state: null, result: new Map() };
    const first = earlier ?? emptyRun(message.id);
    const names = outgoing.map(({ chat }) => chat.name);
    const { run, claims } = claimChats(first, names, now(), remainingTime());
    if (![...claims.values()].includes('claimed')) return { state: null, result: claims };
    const runs = earlier === undefined ? [...state.runs, run].slice(-MAX_ALARMS) : withRun(state, run).runs;
    return { state: { ...state, runs }, result: claims };
  });
  const chats = await deliver(key, claims.size === 0 ? [] : outgoing, claims, dependencies);
  return { id: alarmId(alarm), kind: 'alarm', environment, source, chats, isIncomplete: isIncomplete(chats) };
}

/** Alarms whose changes are remembered. */
const MAX_ALARMS = 32;

/** A new alarm goes from no data to fine once: that is no news. */
function isFirstEvaluation({ AlarmArn: arn, ...alarm }: Alarm, { runs }: AlertState): boolean {
  const isQuiet = alarm.NewStateValue === 'OK' && alarm.OldStateValue === 'INSUFFICIENT_DATA';
  return isQuiet && !runs.some(({ runId }) => runId.startsWith(`${arn}#`));
}

function emptyRun(runId: string): RunRecord {
  return { runId, changes: [], moreChanges: 0, sight: null, chats: {} };
}

/** The messages of a run: one for each chat that has a reason to hear of it. */
export function outgoingOf(
  notice: RunNotice,
  run: RunRecord,
  { config, causeOf }: Pick<AlertDependencies, 'config' | 'causeOf'>,
): Outgoing[] {
  const { language, traceUrl } = config;
  const settings = { language, traceUrl, ...(causeOf !== undefined && { causeOf }) };
  return deliveriesOf(config, notice.environment, run.changes)
    .filter(({ changes }) => isNews(notice, run, changes))
    .map(({ chat, changes }) => ({
      chat,
      message: runMessage(notice, { changes, moreChanges: run.moreChanges, sight: run.sight }, settings),
    }));
}

/** Whoever asked for an incident's audit hears of it; else something must have changed. */
function isNews(notice: RunNotice, run: RunRecord, changes: readonly Change[]): boolean {
  if (changes.some(({ tells }) => tells) || run.sight?.tells === true) return true;
  return notice.kind === 'incident' && run.changes.length === 0;
}

function isIncomplete(chats: readonly ChatReport[]): boolean {
  return chats.some(({ result }) => result === 'failed' || result === 'busy');
}

function jsonOf(message: string): unknown {
  try {
    return JSON.parse(message);
  } catch (error) {
    throw new AlertInputError('the message is no JSON', { cause: error });
  }
}

function parse<Schema extends z.ZodType>(schema: Schema, value: unknown, what: string): z.output<Schema> {
  const result = schema.safeParse(value, {
    error: ({ input }) => (input === undefined ? 'is missing' : undefined),
  });
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const place = issue?.path.join('.') ?? '';
  throw new AlertInputError(
    `the message is not ${what}: ${place === '' ? '' : `${place}: `}${issue?.message}`,
  );
}
