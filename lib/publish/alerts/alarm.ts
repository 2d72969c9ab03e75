import { z } from 'zod';
import type { Language } from '../../config/chat-kinds';
import { textsOf } from '../messages/languages';
import { httpsLink } from '../messages/links';
import type { AlertMessage, Mood } from '../messages/model';
import { fill, namePart, textPart } from '../messages/parts';

const STATES = ['ALARM', 'OK', 'INSUFFICIENT_DATA'] as const;

/**
 * A change of a CloudWatch alarm's state as it comes over SNS. Only what is used is checked: AWS adds fields.
 * Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/AlarmThatSendsEmail.html
 */
export const alarmSchema = z.object({
  AlarmName: z.string().min(1),
  AlarmDescription: z.string().nullish(),
  AlarmArn: z.string().min(1),
  NewStateValue: z.enum(STATES),
  OldStateValue: z.enum(STATES),
  NewStateReason: z.string(),
  StateChangeTime: z.string().transform((text, context) => {
    const time = Date.parse(text.replace(/([+-]\d\d)(\d\d)$/, '$1:$2'));
    if (!Number.isNaN(time)) return new Date(time).toISOString();
    context.addIssue({ code: 'custom', message: 'is no time', input: text });
    return z.NEVER;
  }),
  Trigger: z
    .object({
      Dimensions: z.array(z.object({ name: z.string(), value: z.string() })).nullish(),
    })
    .nullish(),
});

/** An alarm, its times in RFC 3339 in UTC. */
export type Alarm = z.output<typeof alarmSchema>;

const MOODS: Readonly<Record<Alarm['NewStateValue'], Mood>> = {
  ALARM: 'error',
  OK: 'ok',
  INSUFFICIENT_DATA: 'unknown',
};

/** What tells one change of an alarm from another. */
export function alarmId({ AlarmArn: arn, StateChangeTime: time, NewStateValue: state }: Alarm): string {
  return `${arn}#${time}#${state}`;
}

/** The environment that an alarm names in its dimensions; null where it names none. */
export function alarmEnvironment({ Trigger: trigger }: Alarm): string | null {
  return trigger?.Dimensions?.find(({ name }) => name === 'Environment')?.value ?? null;
}

/** Hosts of the console by partition. Source: AWS General Reference, AWS Management Console endpoints. */
const CONSOLES: ReadonlyMap<string, string> = new Map([
  ['aws', 'console.aws.amazon.com'],
  ['aws-cn', 'console.amazonaws.cn'],
  ['aws-us-gov', 'console.amazonaws-us-gov.com'],
]);

/** Where people look at an alarm; null where its ARN names no place that is known. */
function alarmUrl(arn: string): string | null {
  const [, partition = '', region = '', name = ''] =
    /^arn:([\w-]+):cloudwatch:([a-z]+(?:-[a-z]+)+-\d+):\d{12}:alarm:(.+)$/.exec(arn) ?? [];
  const host = CONSOLES.get(partition);
  if (host === undefined) return null;
  const place = `cloudwatch/home?region=${region}#alarmsV2:alarm/${encodeURIComponent(name)}`;
  return httpsLink(`https://${region}.${host}/${place}`);
}

/** An alarm as people read it. */
export function alarmMessage(alarm: Alarm, environment: string, language: Language): AlertMessage {
  const { alarm: texts } = textsOf(language);
  const {
    AlarmName: name,
    AlarmDescription: description,
    NewStateValue: state,
    NewStateReason: reason,
  } = alarm;
  const at = alarm.StateChangeTime;
  const isOpen = state === 'ALARM';
  return {
    id: alarmId(alarm),
    language,
    mood: MOODS[state],
    environment,
    source: 'CloudWatch',
    at,
    title: fill(texts[state], { name: namePart(name) }),
    summary: [
      fill(texts.place, {
        environment: namePart(environment),
        time: `${at.slice(0, 10)} ${at.slice(11, 16)} UTC`,
      }),
      ...(description == null || description === ''
        ? []
        : [fill(texts.about, { description: textPart(description) })]),
      fill(texts.reason, { reason: textPart(reason) }),
      ...(state === 'INSUFFICIENT_DATA' ? [fill(texts.missing, {})] : []),
    ],
    findings: [],
    more: 0,
    notes: [],
    reportUrl: null,
    alarmUrl: alarmUrl(alarm.AlarmArn),
    // An alarm without data is neither on nor over: what is open stays open.
    incidents:
      state === 'INSUFFICIENT_DATA' ? [] : [{ key: alarm.AlarmArn, action: isOpen ? 'open' : 'close' }],
  };
}
