/** @jest-environment ./test/sources/one-realm.js */
import path from 'node:path';
import { ServiceFolder } from '../deploy/service';
import { TOP } from '../deploy/top';
import { freePort } from '../loopback/port';
import { archive } from './lambda-archive';
import { ARCHIVE, Cloud, CONFIG, PREFIX } from './lambda-cloud';

/** The hour of the sample events. */
const START = Date.parse('2026-11-20T14:00:00Z');
let cloud: Cloud;
let service: ServiceFolder;

beforeAll(async () => {
  cloud = await Cloud.start();
  service = new ServiceFolder({ stage: 'local', config: CONFIG });
  await archive(cloud.s3, ARCHIVE, PREFIX, {
    start: START,
    minutes: 60,
    traces: 100,
    broken: 10,
    objects: 6,
  });
});

afterAll(async () => {
  service.remove();
  await cloud.stop();
});

/** `serverless invoke local` with a file of events/. */
const invoke = (name: string, event: string, env = cloud.shell) =>
  service.run(['invoke', 'local', '-f', name, '--path', path.join(TOP, 'events', `${event}.json`)], env);

test.each([
  ['auditArchive', 'audit-archive/schedule', '"source": "archive"'],
  ['auditArchive', 'audit-archive/malformed-time', 'not an event of a schedule: scheduledAt'],
  ['auditLive', 'audit-live/schedule', '"sources": []'],
  ['auditIncident', 'audit-incident/window', '"incompleteTraces": 10'],
  ['alert', 'alert/findings', '"result": "posted"'],
])('%s with %s', async (name, event, said) => {
  const { output } = await invoke(name, event);
  expect(output).toContain(said);
});

test('without a server the answer says what could not be reached', async () => {
  const nobody = `http://127.0.0.1:${await freePort()}`;
  const env = { ...cloud.shell, AWS_ENDPOINT_URL_S3: nobody };
  const { code, output } = await invoke('auditIncident', 'audit-incident/window', env);
  expect(code).toBe(1);
  expect(output).toContain('s3://traces');
});

test('in another stage than local, variables of the stack are asked for', async () => {
  const elsewhere = new ServiceFolder({ config: CONFIG, params: { archiveBucket: 'traces' } });
  try {
    const { code, output } = await elsewhere.run(
      ['invoke', 'local', '-f', 'alert', '--data', '{}'],
      cloud.shell,
    );
    expect(code).toBe(1);
    expect(output).toContain('environment variable');
  } finally {
    elsewhere.remove();
  }
});
