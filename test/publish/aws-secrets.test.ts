import { createServer, type Server } from 'node:http';
import { z } from 'zod';
import { awsSecretStores } from '../../lib/publish/alerts/aws-secrets';
import { CachedSecrets } from '../../lib/publish/alerts/secrets';
import { end, listen } from '../loopback/port';

/** The two services, as far as they are asked, in AWS JSON 1.1. */
const ANSWERS: Readonly<Record<string, (body: Readonly<Record<string, unknown>>) => [number, unknown]>> = {
  'AmazonSSM.GetParameter': (body) =>
    body['Name'] === '/team/slack' && body['WithDecryption'] === true
      ? [
          200,
          { Parameter: { Name: '/team/slack', Type: 'SecureString', Value: 'https://chat.example/SECRET' } },
        ]
      : [400, { __type: 'ParameterNotFound', message: 'SECRET words' }],
  'secretsmanager.GetSecretValue': (body) =>
    body['SecretId'] === 'team'
      ? [200, { Name: 'team', SecretString: '{"feishu":"sign-SECRET"}' }]
      : [400, { __type: 'ResourceNotFoundException', message: 'SECRET words' }],
};

let server: Server;
let endpoint = '';
const environment = { ...process.env };

beforeAll(async () => {
  Object.assign(process.env, { AWS_ACCESS_KEY_ID: 'x', AWS_SECRET_ACCESS_KEY: 'y', AWS_MAX_ATTEMPTS: '1' });
  server = createServer((request, response) => {
    let text = '';
    request.on('data', (piece: Buffer) => (text += piece.toString()));
    request.on('end', () => {
      const answer = ANSWERS[String(request.headers['x-amz-target'])];
      const body = z.record(z.string(), z.unknown()).parse(JSON.parse(text));
      const [status, said] = answer?.(body) ?? [404, {}];
      response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1' }).end(JSON.stringify(said));
    });
  });
  endpoint = `http://127.0.0.1:${await listen(server)}`;
});
afterAll(async () => {
  process.env = environment;
  await end(server);
});

test.each<[string, string]>([
  ['ssm:/team/slack', 'https://chat.example/SECRET'],
  ['secretsmanager:team#feishu', 'sign-SECRET'],
])('%s is read with the SDK', async (reference, value) => {
  const secrets = new CachedSecrets(awsSecretStores({ region: 'eu-central-1', endpoint }), () => 0);
  await expect(secrets.resolve(reference)).resolves.toBe(value);
});

test.each<[string, string]>([
  ['ssm:/team/teams', 'ssm:/team/teams: cannot be read (ParameterNotFound)'],
  ['secretsmanager:other#x', 'secretsmanager:other#x: cannot be read (ResourceNotFoundException)'],
])('%s is told by the name of the error', async (reference, message) => {
  const secrets = new CachedSecrets(awsSecretStores({ region: 'eu-central-1', endpoint }), () => 0);
  await expect(secrets.resolve(reference)).rejects.toThrow(new Error(message));
});
