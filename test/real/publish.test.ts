import { CloudWatchClient, ListMetricsCommand } from '@aws-sdk/client-cloudwatch';
import { CreateTopicCommand, SNSClient, SubscribeCommand } from '@aws-sdk/client-sns';
import { z } from 'zod';
import { CloudWatchMetrics } from '../../lib/publish/metrics/cloudwatch';
import type { MetricPoint } from '../../lib/publish/metrics/limits';
import { metricPoints } from '../../lib/publish/metrics/points';
import { noticeSchema, type RunNotice } from '../../lib/publish/notice';
import { SnsNotices } from '../../lib/publish/sns-notices';
import { HEALTHY, HOSTILE_NAMES, OWN_ORPHANS } from '../report/samples';
import { readMetric } from './cloudwatch-reader';
import { FaultyServer } from './faults';
import { Moto } from './moto';
import { CREDENTIALS } from './versitygw';

let moto: Moto;
let relay: FaultyServer;
let relayed: { endpoint: string; region: string; credentials: typeof CREDENTIALS };
let cloudwatch: CloudWatchClient;

/** As a run in a hurry has it: short waits, so that a hanging server is noticed. */
const HURRY = {
  requestHandler: { connectionTimeout: 1000, requestTimeout: 500, throwOnRequestTimeout: true },
};
const NOW = Math.floor(Date.now() / 3_600_000) * 3_600_000;

beforeAll(async () => {
  moto = await Moto.start();
  relay = new FaultyServer(moto.port);
  relayed = { endpoint: await relay.start(), region: 'us-east-1', credentials: CREDENTIALS };
  cloudwatch = new CloudWatchClient(moto.client);
});

beforeEach(() => {
  relay.requests = 0;
  relay.fault = () => 'pass';
});

afterAll(async () => {
  cloudwatch.destroy();
  await relay.stop();
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
  test.each<[string, FaultyServer['fault']]>([
    ['500 twice', (number) => (number < 2 ? { status: 500 } : 'pass')],
    ['429 twice', (number) => (number < 2 ? { status: 429 } : 'pass')],
    ['a cut connection', (number) => (number === 0 ? 'cut' : 'pass')],
    ['a hanging answer', (number) => (number === 0 ? 'hang' : 'pass')],
  ])('%s: all points arrive, each once', async (name, fault) => {
    relay.fault = fault;
    const many = pointsOf(name);
    const namespace = 'Faults';
    const publisher = new CloudWatchMetrics(namespace, { ...relayed, ...HURRY });
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
    relay.fault = () => ({ status: 500 });
    const publisher = new CloudWatchMetrics('Down', { ...relayed, maxAttempts: 2 });
    const failure = await publisher.publish(points, Date.now()).catch((error: unknown) => error);
    expect(failure).toMatchObject({ name: 'MetricsError' });
    expect(String(failure)).not.toContain(CREDENTIALS.secretAccessKey);
  });
});

describe('SNS', () => {
  /** moto keeps what it was told to publish; SQS is where a subscriber would read it. */
  const sqsMessage = z.object({ Messages: z.array(z.object({ Body: z.string() })).optional() });
  const envelope = z.object({
    Message: z.string(),
    MessageAttributes: z.record(z.string(), z.object({ Value: z.string() })),
  });

  async function sqs(action: string, parameters: Readonly<Record<string, string>>): Promise<unknown> {
    const answer = await fetch(moto.endpoint, {
      method: 'POST',
      headers: {
        'Content-Type': 'application/x-amz-json-1.0',
        'X-Amz-Target': `AmazonSQS.${action}`,
        Authorization: 'AWS4-HMAC-SHA256 Credential=test/20261120/us-east-1/sqs/aws4_request',
      },
      body: JSON.stringify(parameters),
    });
    return answer.json();
  }

  /** A topic with a queue that hears it. */
  async function topicWithQueue(name: string) {
    const sns = new SNSClient(moto.client);
    const { TopicArn = '' } = await sns.send(new CreateTopicCommand({ Name: name }));
    const { QueueUrl } = z
      .object({ QueueUrl: z.string() })
      .parse(await sqs('CreateQueue', { QueueName: name }));
    const Endpoint = `arn:aws:sqs:us-east-1:123456789012:${name}`;
    await sns.send(new SubscribeCommand({ TopicArn, Protocol: 'sqs', Endpoint }));
    sns.destroy();
    return {
      arn: TopicArn,
      receive: async () => {
        const { Messages = [] } = sqsMessage.parse(await sqs('ReceiveMessage', { QueueUrl }));
        return Messages.map(({ Body }) => envelope.parse(JSON.parse(Body)));
      },
    };
  }

  const NOTICE: RunNotice = {
    noticeVersion: 1,
    kind: 'audit',
    runId: 'shop/1',
    environment: 'test',
    source: 'shop',
    window: { start: '2026-11-20T14:00:00.000Z', end: '2026-11-20T15:00:00.000Z' },
    verdict: 'findings',
    judgedTraces: 10,
    incompleteTraces: 1,
    completeness: 0.9,
    sampleRate: 1,
    findings: HOSTILE_NAMES.map((service) => ({ ...OWN_ORPHANS, service })).slice(0, 50),
    moreFindings: 0,
    passed: [{ check: 'orphan-span', services: [...HOSTILE_NAMES], edges: [] }],
    morePassed: 0,
    problems: [...HOSTILE_NAMES].slice(0, 20),
    reason: null,
    nothingJudged: null,
    report: null,
    comparedWith: null,
  };

  test('delivers the notice as it is, with what subscriptions filter by', async () => {
    const topic = await topicWithQueue('whole');
    await new SnsNotices(topic.arn, moto.client).send(NOTICE);
    const [message, ...others] = await topic.receive();
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
    const topic = await topicWithQueue('long');
    const findings = Array.from({ length: 50 }, () => ({ ...OWN_ORPHANS, remedy: 'x'.repeat(20_000) }));
    await new SnsNotices(topic.arn, moto.client).send({ ...NOTICE, findings });
    const [message] = await topic.receive();
    const arrived = noticeSchema.parse(JSON.parse(message?.Message ?? ''));
    expect(arrived.findings.length).toBeGreaterThan(5);
    expect(arrived.findings.length + arrived.moreFindings).toBe(50);
    expect(Buffer.byteLength(message?.Message ?? '')).toBeLessThanOrEqual(262_144 - 2048);
  });

  test.each<[string, FaultyServer['fault']]>([
    ['500', (number) => (number < 2 ? { status: 500 } : 'pass')],
    ['429', (number) => (number < 2 ? { status: 429 } : 'pass')],
    ['cut', (number) => (number === 0 ? 'cut' : 'pass')],
    ['hang', (number) => (number === 0 ? 'hang' : 'pass')],
  ])('after %s the notice arrives once', async (name, fault) => {
    relay.fault = fault;
    const topic = await topicWithQueue(`after-${name}`);
    await new SnsNotices(topic.arn, { ...relayed, ...HURRY }).send(NOTICE);
    expect(await topic.receive()).toHaveLength(1);
    expect(await topic.receive()).toHaveLength(0);
  });

  test('a topic that is not there is an error in a sentence', async () => {
    const sender = new SnsNotices('arn:aws:sns:us-east-1:123456789012:nowhere', moto.client);
    await expect(sender.send(NOTICE)).rejects.toThrow(
      'the notice could not be sent: SNS did not accept it (NotFoundException)',
    );
  });
});
