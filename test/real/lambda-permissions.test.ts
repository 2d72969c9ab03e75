/** @jest-environment ./test/sources/one-realm.js */
import { type Asked, isAllowed } from '../deploy/permissions';
import type { FrontRequest } from '../loopback/front';
import { archive } from './lambda-archive';
import { hourlyClock } from './lambda-clock';
import { ARCHIVE, Cloud, PREFIX } from './lambda-cloud';

const HOUR = 3_600_000;
/** Margin and settle: a window is due so long after its end. */
const DELAY = 17 * 60_000;
const SCHEDULE = { kind: 'schedule', scheduledAt: '2026-11-20T15:20:00Z' };
const { end, later: LATER } = hourlyClock(DELAY);
const WINDOW = { from: new Date(end - HOUR).toISOString(), to: new Date(end).toISOString() };

let cloud: Cloud;

beforeAll(async () => {
  cloud = await Cloud.start();
  const window = { start: end - HOUR, minutes: 60, traces: 100, broken: 10, objects: 6 };
  await archive(cloud.s3, ARCHIVE, PREFIX, window);
  await archive(cloud.s3, ARCHIVE, 'otlp-old/', window);
});

afterAll(() => cloud.stop());

/** What a request needs the right to. Source: Amazon S3 User Guide, actions of IAM policies. */
function askedBy({ method, path }: FrontRequest): Asked {
  const { pathname, searchParams } = new URL(path, 'http://s3');
  const [, bucket = '', ...key] = pathname.split('/');
  const resource = `arn:aws:s3:::${bucket}`;
  if (searchParams.has('list-type'))
    return {
      action: 's3:ListBucket',
      resource,
      context: { 's3:prefix': searchParams.get('prefix') ?? '' },
    };
  const action = method === 'PUT' ? 's3:PutObject' : 's3:GetObject';
  return { action, resource: `${resource}/${decodeURIComponent(key.join('/'))}` };
}

/** Which rights a function used, and those requests that its role does not allow. */
async function used(name: string, events: readonly unknown[]) {
  const first = cloud.fronts.s3.requests.length;
  const process = await cloud.deploy(name, LATER);
  for (const event of events)
    expect(await process.invoke(event, { requestId: 'the-same' })).toMatchObject({ kind: 'response' });
  const requests = cloud.fronts.s3.requests.slice(first);
  const role = cloud.roleOf(name);
  const asked = requests.map(askedBy);
  // S3 says that there is no such object only to who may list the bucket.
  const missing = requests
    .filter(({ method, status }) => method === 'GET' && status === 404)
    .map((request) => ({
      action: 's3:ListBucket',
      resource: askedBy(request).resource.replace(/\/.*/, ''),
    }));
  return {
    actions: [...new Set(asked.map(({ action }) => action))].toSorted(),
    forbidden: [...asked, ...missing].filter((one) => !isAllowed(role, one)),
  };
}

const EVERYTHING = ['s3:GetObject', 's3:ListBucket', 's3:PutObject'];

test('functions ask S3 for what their roles allow, and nothing else', async () => {
  expect(await used('auditArchive', [SCHEDULE, SCHEDULE])).toEqual({ actions: EVERYTHING, forbidden: [] });
  // An event that comes again finds the reports there, and reads them.
  expect(await used('auditIncident', [WINDOW, WINDOW])).toEqual({ actions: EVERYTHING, forbidden: [] });
  const events = await cloud.notices();
  expect(events).toHaveLength(3);
  expect(await used('alert', events)).toEqual({ actions: ['s3:GetObject', 's3:PutObject'], forbidden: [] });
});
