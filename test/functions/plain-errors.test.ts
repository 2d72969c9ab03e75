import { EventError, parseEvent, scheduledEventSchema, topicEventSchema } from '../../functions/events';
import { withPlainErrors } from '../../functions/plain-errors';
import { EnvironmentError } from '../../functions/settings';
import { ConfigError } from '../../lib/config/error';
import { SecretError } from '../../lib/publish/alerts/secrets';
import { StoreError } from '../../lib/publish/store';
import { RequestError } from '../../lib/runs/incident-request';
import { SourceError } from '../../lib/sources/errors';

class OwnError extends Error {}

/** What an invocation that fails so gives to the runtime. */
async function thrown(error: Error): Promise<unknown> {
  const work = async () => {
    throw error;
  };
  try {
    return await withPlainErrors(work, (one) => one instanceof OwnError);
  } catch (caught) {
    return caught;
  }
}

test.each([
  new EventError('not an event'),
  new EnvironmentError('a variable is missing'),
  new RequestError('no window is named'),
  ConfigError.of('traceUrl: give an address'),
  new SourceError('unreachable', 's3://traces cannot be reached'),
  new StoreError('s3://reports cannot be read'),
  new SecretError('ssm:/path', 'is empty'),
  new OwnError('a chat failed'),
])('$name is thrown on without its stack', async (error) => {
  const said = error.message;
  const caught = await thrown(error);
  expect(caught).toBe(error);
  expect([error.message, error.stack]).toEqual([said, undefined]);
});

test.each([new TypeError('undefined is not a function'), new Error('out of the blue')])(
  'a fault of ours (%s) keeps its stack',
  async (error) => {
    const { stack } = error;
    expect(stack).toContain('plain-errors.test');
    expect(await thrown(error)).toBe(error);
    expect(error.stack).toBe(stack);
  },
);

test('an answer is passed on', async () => {
  expect(await withPlainErrors(() => Promise.resolve(42))).toBe(42);
});

test.each<[unknown, string]>([
  ['now', 'give {"kind": "schedule", "scheduledAt": "2026-11-20T15:20:00Z"}'],
  [null, 'give {"kind": "schedule", "scheduledAt": "2026-11-20T15:20:00Z"}'],
  [{}, 'kind: give schedule or continue'],
  [{ kind: 'schedule' }, 'scheduledAt: give a time such as 2026-11-20T15:20:00Z'],
  [{ kind: 'continue', depth: 0 }, 'depth: give how many runs came before this one, from 1'],
  [{ kind: 'continue', depth: '1' }, 'depth: give how many runs came before this one, from 1'],
  [{ kind: 'continue', depth: 1, dept: 2 }, 'Unrecognized key: "dept"'],
])('of a schedule, %j is refused in words', (event, said) => {
  const parse = () => parseEvent(scheduledEventSchema, event, 'an event of a schedule');
  expect(parse).toThrow(new EventError(`not an event of a schedule: ${said}`));
});

test.each<[unknown, string]>([
  [[], 'give {"Records"}'],
  [{ Records: 'x' }, 'Records: give the records of SNS, at least one'],
  [{ Records: [{}] }, 'Records.0.Sns: give {"Message"}'],
  [{ Records: [1] }, 'Records.0: give {"Sns"}'],
  [{ Records: [{ Sns: {} }] }, 'Records.0.Sns.Message: give the text of the message'],
])('of the topic, %j is refused in words', (event, said) => {
  const parse = () => parseEvent(topicEventSchema, event, 'messages of the topic');
  expect(parse).toThrow(new EventError(`not messages of the topic: ${said}`));
});
