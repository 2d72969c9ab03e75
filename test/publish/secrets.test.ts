import { redact } from '../../lib/publish/alerts/redact';
import { CachedSecrets, SECRET_CACHE_MS } from '../../lib/publish/alerts/secrets';

const VALUE = 'https://hooks.example.org/services/SECRET-VALUE';

function secretsOf(values: Readonly<Record<string, string | Error | undefined>>) {
  const asked: string[] = [];
  let now = 0;
  const read = (name: string) => {
    asked.push(name);
    const value = values[name];
    return value instanceof Error ? Promise.reject(value) : Promise.resolve(value);
  };
  const secrets = new CachedSecrets({ parameter: read, secret: read }, () => now);
  return { secrets, asked, pass: (milliseconds: number) => (now += milliseconds) };
}

/** An error as the AWS SDK throws it: its text may hold anything. */
function awsError(name: string): Error {
  const error = new Error(`not for people: ${VALUE}`);
  error.name = name;
  return error;
}

test.each<[string, Record<string, string>, string]>([
  ['ssm:/a/b', { '/a/b': VALUE }, VALUE],
  ['ssm:/a/b', { '/a/b': ` ${VALUE}\n` }, VALUE],
  ['secretsmanager:team/alerts', { 'team/alerts': VALUE }, VALUE],
  ['secretsmanager:team/alerts#slack', { 'team/alerts': JSON.stringify({ slack: VALUE, other: 1 }) }, VALUE],
  [
    'secretsmanager:arn:aws:secretsmanager:eu-central-1:1:secret:x-AbC#slack',
    { 'arn:aws:secretsmanager:eu-central-1:1:secret:x-AbC': `{"slack":"${VALUE}"}` },
    VALUE,
  ],
])('%s is read', async (reference, values, expected) => {
  await expect(secretsOf(values).secrets.resolve(reference)).resolves.toBe(expected);
});

test.each<[string, Record<string, string | Error>, string]>([
  ['ssm:/gone', {}, 'ssm:/gone: is empty'],
  [
    'ssm:/denied',
    { '/denied': awsError('AccessDeniedException') },
    'ssm:/denied: cannot be read (AccessDeniedException)',
  ],
  ['ssm:/odd', { '/odd': awsError('odd: name') }, 'ssm:/odd: cannot be read (unknown error)'],
  ['secretsmanager:x#a', { x: VALUE }, 'secretsmanager:x#a: is no JSON object'],
  ['secretsmanager:x#a', { x: `{"b":"${VALUE}"}` }, 'secretsmanager:x#a: has no such key with a text'],
  ['secretsmanager:x#a', { x: '{"a":1}' }, 'secretsmanager:x#a: has no such key with a text'],
  [VALUE, {}, 'a reference: is neither ssm:/path nor secretsmanager:name#key'],
])('%s is told without the value', async (reference, values, message) => {
  await expect(secretsOf(values).secrets.resolve(reference)).rejects.toThrow(new Error(message));
});

test('a value is asked for once in five minutes, whoever asks', async () => {
  const { secrets, asked, pass } = secretsOf({ '/a': VALUE });
  await Promise.all([secrets.resolve('ssm:/a'), secrets.resolve('ssm:/a')]);
  pass(SECRET_CACHE_MS - 1);
  await secrets.resolve('ssm:/a');
  expect(asked).toEqual(['/a']);
  pass(1);
  await secrets.resolve('ssm:/a');
  expect(asked).toEqual(['/a', '/a']);
});

test('what could not be read is asked for again', async () => {
  const { secrets, asked } = secretsOf({ '/a': awsError('ThrottlingException') });
  await expect(secrets.resolve('ssm:/a')).rejects.toThrow('ThrottlingException');
  await expect(secrets.resolve('ssm:/a')).rejects.toThrow('ThrottlingException');
  expect(asked).toHaveLength(2);
});

test('answers lose every piece of the address and the secret', () => {
  const url = new URL('https://hooks.example.org/services/T0/B0AAAA/x%2Fy-SECRET?key=k-SECRET&wait=true');
  const text = `hooks.example.org said: no ${url.href}; B0AAAA, x/y-SECRET, k-SECRET, s3cr3t/+=, s3cr3t%2F%2B%3D, T0`;
  expect(redact(text, { url, secret: 's3cr3t/+=' })).toBe(
    'hooks.example.org said: no https://hooks.example.org[hidden]; [hidden], [hidden], [hidden], [hidden], [hidden], T0',
  );
});
