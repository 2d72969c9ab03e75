import { CloudWatchClient, ListMetricsCommand } from '@aws-sdk/client-cloudwatch';
import { CloudWatchMetrics } from '../../lib/publish/metrics/cloudwatch';
import type { MetricPoint } from '../../lib/publish/metrics/limits';
import { metricPoints } from '../../lib/publish/metrics/points';
import { noticeSchema } from '../../lib/publish/notice';
import { SnsNotices } from '../../lib/publish/sns-notices';
import { Front } from '../loopback/front';
import { noticeAt } from '../publish/notices';
import { HEALTHY, HOSTILE_NAMES, OWN_ORPHANS } from '../report/samples';
import { readMetric } from './cloudwatch-reader';
import { Moto } from './moto';
import { TopicQueue } from './topic-queue';
import { CREDENTIALS } from './versitygw';

let moto: Moto;
let front: Front;
let fronted: { endpoint: string; region: string; credentials: typeof CREDENTIALS };
let cloudwatch: CloudWatchClient;

/** As a run in a hurry has it: short waits, so that a hanging server is noticed. */
const HURRY = {
  requestHandler: { connectionTimeout: 1000, requestTimeout: 2000, throwOnRequestTimeout: true },
};
const NOW = Math.floor(Date.now() / 3_600_000) * 3_600_000;

beforeAll(async () => {
  moto = await Moto.start();
  front = new Front(moto.endpoint);
  fronted = { endpoint: await front.start(), region: 'us-east-1', credentials: CREDENTIALS };
  cloudwatch = new CloudWatchClient(moto.client);
});

beforeEach(() => {
  front.reset();
});

afterAll(async () => {
  cloudwatch.destroy();
  await front.stop();
  await moto.stop();
});

const statistics = (namespace: string, point: MetricPoint) => readMetric(cloudwatch, namespace, point);

describe('CloudWatch', () => {
  const points = metricPoints(
    { ...HEALTHY, findings: [{ ...OWN_ORPHANS, service: 'checkout' }] },
    {
      environment: 'test',
      source: 'shop',
      windowEnd: NOW,
      checks: ['orphan-span'],
      maxServices: 25,
      services: [],
      timing: { delay: 60, run: 2 },
    },
  );

  test("has every point, at the window's end; published twice, Average and Maximum are the same", async () => {
    const publisher = new CloudWatchMetrics('Twice', moto.client);
    for (const times of [1, 2]) {
      expect(await publisher.publish(points, Date.now())).toEqual({ sent: points.length, refused: [] });
      for (const point of points) {
        expect(await statistics('Twice', point)).toEqual({
          Average: [point.value],
          Maximum: [point.value],
          SampleCount: [times],
        });
      }
    }
    const { Metrics = [] } = await cloudwatch.send(new ListMetricsCommand({ Namespace: 'Twice' }));
    expect(new Set(Metrics.map((metric) => JSON.stringify(metric))).size).toBe(points.length);
  });

  test('takes any name of a service', async () => {
    const services = HOSTILE_NAMES.map((name, index) => ({
      name,
      spans: 10,
      traces: index + 1,
      roots: 0,
      orphans: 0,
    }));
    const hostile = metricPoints(
      { ...HEALTHY, services },
      {
        environment: 'test',
        source: 'shop',
        windowEnd: NOW,
        checks: [],
        maxServices: 500,
        services: [],
        timing: null,
      },
    );
    await new CloudWatchMetrics('Hostile', moto.client).publish(hostile, Date.now());
    for (const point of hostile.filter(({ name }) => name === 'JudgedTraces')) {
      expect(await statistics('Hostile', point)).toMatchObject({ Average: [point.value] });
    }
  });

  /** Points of their own: moto does not tell metrics of two namespaces apart. */
  const pointsOf = (test: string) =>
    Array.from(
      { length: 1500 },
      (_, number): MetricPoint => ({
        name: 'Many',
        unit: 'Count',
        value: number,
        dimensions: { Test: test, Number: String(number) },
        time: NOW,
      }),
    );
  test.each<[string, Front['fault']]>([
    ['500 twice', ({ number }) => (number < 2 ? { status: 500 } : null)],
    ['429 twice', ({ number }) => (number < 2 ? { status: 429 } : null)],
    ['a cut connection', ({ number }) => (number === 0 ? 'cut' : null)],
    ['a hanging answer', ({ number }) => (number === 0 ? 'hang' : null)],
  ])('%s: all points arrive, each once', async (name, fault) => {
    front.fault = fault;
    const many = pointsOf(name);
    const namespace = 'Faults';
    const publisher = new CloudWatchMetrics(namespace, { ...fronted, ...HURRY });
    expect(await publisher.publish(many, Date.now())).toEqual({ sent: 1500, refused: [] });
    for (const number of [0, 999, 1000, 1499]) {
      const point = many[number];
      if (point === undefined) throw new Error('no such point');
      expect(await statistics(namespace, point)).toEqual({
        Average: [number],
        Maximum: [number],
        SampleCount: [1],
      });
    }
  });

  test('a server that always fails is an error without a secret', async () => {
    front.fault = () => ({ status: 500 });
    const publisher = new CloudWatchMetrics('Down', { ...fronted, maxAttempts: 2 });
    const failure = await publisher.publish(points, Date.now()).catch((error: unknown) => error);
    expect(failure).toMatchObject({ name: 'MetricsError' });
    expect(String(failure)).not.toContain(CREDENTIALS.secretAccessKey);
  });
});

describe('SNS', () => {
  /** moto keeps what it was told to publish; SQS is where a subscriber would read it. */
  async function topicWithQueue(name: string): Promise<TopicQueue> {
    const queue = new TopicQueue(moto.endpoint, name);
    await queue.make();
    return queue;
  }

  const hostile = HOSTILE_NAMES.map((service) => ({ ...OWN_ORPHANS, service })).slice(0, 50);
  const NOTICE = noticeAt(14, hostile, {
    environment: 'test',
    source: 'shop',
    passed: [{ check: 'orphan-span', services: [...HOSTILE_NAMES], edges: [] }],
    problems: HOSTILE_NAMES.slice(0, 20),
  });

  test('delivers the notice as it is, with what subscriptions filter by', async () => {
    const queue = await topicWithQueue('whole');
    await new SnsNotices(queue.topic, moto.client).send(NOTICE);
    const [message, ...others] = await queue.notifications();
    expect(others).toEqual([]);
    expect(noticeSchema.parse(JSON.parse(message?.Message ?? ''))).toEqual(NOTICE);
    const attributes = Object.entries(message?.MessageAttributes ?? {});
    expect(Object.fromEntries(attributes.map(([name, { Value }]) => [name, Value]))).toEqual({
      kind: 'audit',
      verdict: 'findings',
      environment: 'test',
      source: 'shop',
    });
  });

  test('a notice that is too long for a message arrives shortened', async () => {
    const queue = await topicWithQueue('long');
    const findings = Array.from({ length: 50 }, () => ({ ...OWN_ORPHANS, remedy: 'x'.repeat(20_000) }));
    await new SnsNotices(queue.topic, moto.client).send({ ...NOTICE, findings });
    const [message] = await queue.notifications();
    const arrived = noticeSchema.parse(JSON.parse(message?.Message ?? ''));
    expect(arrived.findings.length).toBeGreaterThan(5);
    expect(arrived.findings.length + arrived.moreFindings).toBe(50);
    expect(Buffer.byteLength(message?.Message ?? '')).toBeLessThanOrEqual(262_144 - 2048);
  });

  test.each<[string, Front['fault']]>([
    ['500', ({ number }) => (number < 2 ? { status: 500 } : null)],
    ['429', ({ number }) => (number < 2 ? { status: 429 } : null)],
    ['cut', ({ number }) => (number === 0 ? 'cut' : null)],
    ['hang', ({ number }) => (number === 0 ? 'hang' : null)],
  ])('after %s the notice arrives once', async (name, fault) => {
    front.fault = fault;
    const queue = await topicWithQueue(`after-${name}`);
    await new SnsNotices(queue.topic, { ...fronted, ...HURRY }).send(NOTICE);
    expect(await queue.notifications()).toHaveLength(1);
    expect(await queue.notifications()).toHaveLength(0);
  });

  test('a topic that is not there is an error in a sentence', async () => {
    const sender = new SnsNotices('arn:aws:sns:us-east-1:123456789012:nowhere', moto.client);
    await expect(sender.send(NOTICE)).rejects.toThrow(
      'the notice could not be sent: SNS did not accept it (NotFoundException)',
    );
  });
});
