import { alarmMessage, alarmSchema } from '../../lib/publish/alerts/alarm';
import { plainText } from '../../lib/publish/messages/parts';
import { ALARM } from './notices';

const CONSOLE = 'cloudwatch/home?region=';

test.each([
  [
    'arn:aws:cloudwatch:eu-central-1:123456789012:alarm:Low traces',
    `https://eu-central-1.console.aws.amazon.com/${CONSOLE}eu-central-1#alarmsV2:alarm/Low%20traces`,
  ],
  [
    'arn:aws-cn:cloudwatch:cn-north-1:123456789012:alarm:a/b',
    `https://cn-north-1.console.amazonaws.cn/${CONSOLE}cn-north-1#alarmsV2:alarm/a%2Fb`,
  ],
  [
    'arn:aws-us-gov:cloudwatch:us-gov-west-1:123456789012:alarm:a',
    `https://us-gov-west-1.console.amazonaws-us-gov.com/${CONSOLE}us-gov-west-1#alarmsV2:alarm/a`,
  ],
  ['arn:aws:cloudwatch:evil.example/?-1:123456789012:alarm:a', null],
  ['arn:constructor:cloudwatch:eu-central-1:123456789012:alarm:a', null],
  ['no ARN', null],
])('the link to %s', (AlarmArn, url) => {
  expect(alarmMessage(alarmSchema.parse({ ...ALARM, AlarmArn }), 'prod', 'en').alarmUrl).toBe(url);
});

test('an alarm that is over says what it watches, not that it is so', () => {
  const over = alarmSchema.parse({ ...ALARM, NewStateValue: 'OK', NewStateReason: 'Points arrive.' });
  const { title, summary } = alarmMessage(over, 'prod', 'en');
  expect([title, ...summary].map(plainText)).toEqual([
    'Alarm over: tracewarden-prod-heartbeat-missing',
    'prod · CloudWatch · 2026-11-20 15:04 UTC',
    'What it watches: No window was audited for two hours.',
    'Reason: Points arrive.',
  ]);
});
