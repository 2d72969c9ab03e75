import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { CloudWatchClient, GetMetricDataCommand, ListMetricsCommand } from '@aws-sdk/client-cloudwatch';
import {
  CreateBucketCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { CreateSecretCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { z } from 'zod';
import { CHAT_KINDS } from '../../lib/config/chat-kinds';
import { ServiceFolder } from '../deploy/service';
import { type Statement, statementsOf } from '../deploy/statements';
import { type Resource, resourcesOf } from '../deploy/template';
import { TOP } from '../deploy/top';
import { readZip } from '../deploy/zip';
import { LambdaInvocations } from '../lambda/invocations';
import { LambdaProcess } from '../lambda/lambda-process';
import type { Answer, Invocation } from '../lambda/runtime-api';
import { Front } from '../loopback/front';
import { Receivers, SECRETS } from '../publish/receivers';
import { Moto } from './moto';
import { type TopicEvent, TopicQueue } from './topic-queue';
import { CREDENTIALS, Versitygw } from './versitygw';

export const ARCHIVE = 'traces';
export const PREFIX = 'otlp/';
export const REPORTS = 'reports';
/** Kept in `ssm:/test/tempo`. */
export const TEMPO_TOKEN = 'tempo-SECRET-token';
const REGION = 'us-east-1';
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const CLOCK = path.join(TOP, 'test/lambda/clock.cjs');

const SIGNED: ReadonlySet<string> = new Set(['feishu', 'dingtalk', 'pagerduty', 'webhook']);

/** A tracewarden.yml with a chat of each kind. */
export const CONFIG = [
  'minApplicable: 10',
  'traceUrl: https://grafana.example.org/trace/{traceId}',
  'chats:',
  ...CHAT_KINDS.map((kind) => {
    const secret = SIGNED.has(kind) ? `, secret: 'secretsmanager:test#${kind}'` : '';
    return `  - { name: ${kind}, kind: ${kind}, url: 'ssm:/test/${kind}-url'${secret} }`;
  }),
  '',
].join('\n');

const functionSchema = z.object({
  FunctionName: z.string(),
  Handler: z.string(),
  Environment: z.object({ Variables: z.record(z.string(), z.string()) }),
});

const failuresSchema = z.object({
  MaximumRetryAttempts: z.int(),
  DestinationConfig: z.object({ OnFailure: z.object({ Destination: z.string() }) }),
});

/** What became of an event that nobody waits for. */
export interface HandedOver {
  /** What the function made of it, each time. */
  readonly answers: readonly Answer[];
  /** Where it is kept after the last error, by its name in the stack; null: the function did its work. */
  readonly keptIn: string | null;
}

/** How often an object is read again that was replaced meanwhile. */
const TORN_READS = 5;

/** Everything that the deployed functions talk to, on this machine, and the functions as they are packaged. */
export class Cloud {
  readonly receivers = new Receivers();
  readonly invocations = new LambdaInvocations();
  readonly s3: S3Client;
  /** Before the S3 server, and before all other services. */
  readonly fronts: { readonly s3: Front; readonly aws: Front };
  private readonly folder = mkdtempSync(path.join(tmpdir(), 'tracewarden-cloud-'));
  private readonly versitygw: Versitygw;
  private readonly moto: Moto;
  private readonly service: ServiceFolder;
  private resources: readonly Resource[] = [];
  private environment: Readonly<Record<string, string>> = {};
  private readonly queue: TopicQueue;
  private readonly started: LambdaProcess[] = [];

  private constructor(versitygw: Versitygw, moto: Moto, service: ServiceFolder) {
    this.versitygw = versitygw;
    this.moto = moto;
    this.service = service;
    this.queue = new TopicQueue(moto.endpoint);
    this.fronts = { s3: new Front(versitygw.endpoint), aws: new Front(moto.endpoint) };
    this.s3 = new S3Client({ endpoint: versitygw.endpoint, forcePathStyle: true, ...this.access });
  }

  static async start(config = CONFIG): Promise<Cloud> {
    // As a person writes it: a folder all the same.
    const params = { archiveBucket: ARCHIVE, archivePrefix: PREFIX.replace(/\/$/, '') };
    const service = new ServiceFolder({ params, config });
    const [versitygw, moto] = await Promise.all([Versitygw.start(), Moto.start(), service.packageOnce()]);
    const cloud = new Cloud(versitygw, moto, service);
    await cloud.prepare();
    return cloud;
  }

  /**
   * The function of that name, in a process of its own.
   * @param later milliseconds by which its clock is ahead
   * @param variables instead of those of the stack
   */
  async deploy(
    name: string,
    later = 0,
    variables: Readonly<Record<string, string>> = {},
  ): Promise<LambdaProcess> {
    const found = this.resources.find(({ name: logical }) => logical === `${upperFirst(name)}LambdaFunction`);
    const { FunctionName, Handler, Environment } = functionSchema.parse(found?.properties);
    const process = await LambdaProcess.start({
      name: FunctionName,
      files: readZip(this.service.made(`${name}.zip`)),
      handler: Handler,
      environment: {
        ...Object.fromEntries(
          Object.entries(Environment.Variables).map(([key, value]) => [key, this.physical(value)]),
        ),
        ...this.environment,
        NODE_OPTIONS: `--require ${CLOCK}`,
        TEST_CLOCK_OFFSET: String(later),
        ...variables,
      },
    });
    this.started.push(process);
    // Chats refuse what is signed at another time than theirs.
    if (name === 'alert') this.receivers.now = () => Date.now() + later;
    return process;
  }

  /** What the role of a function may do, on the buckets that there are here. */
  roleOf(name: string): Statement[] {
    return statementsOf(this.resources, `${upperFirst(name)}Role`).map((statement) => ({
      ...statement,
      Resource: statement.Resource?.map((resource) =>
        resource.replace('<ReportBucket.Arn>', `arn:aws:s3:::${REPORTS}`),
      ),
    }));
  }

  /**
   * Hands an event to a function as Lambda does where nobody waits for the answer: again after an error, as often as the
   * stack says, and then to where the stack keeps what failed. Lambda lets minutes pass before it tries again.
   * Source: AWS Lambda Developer Guide, How Lambda handles errors and retries with asynchronous invocation.
   */
  async handOver(
    name: string,
    process: LambdaProcess,
    event: unknown,
    invocation: Invocation = {},
  ): Promise<HandedOver> {
    const found = this.resources.find(({ name: logical }) => logical === `${upperFirst(name)}Failures`);
    const { MaximumRetryAttempts, DestinationConfig } = failuresSchema.parse(found?.properties);
    const answers: Answer[] = [];
    for (let attempt = 0; attempt <= MaximumRetryAttempts; attempt++) {
      const answer = await process.invoke(event, invocation);
      answers.push(answer);
      if (answer.kind === 'response') return { answers, keptIn: null };
    }
    return { answers, keptIn: DestinationConfig.OnFailure.Destination };
  }

  /** What a shell must have set for `serverless invoke local --stage local`. */
  get shell(): Readonly<Record<string, string>> {
    return {
      ...this.environment,
      TRACEWARDEN_ARCHIVE_BUCKET: ARCHIVE,
      TRACEWARDEN_ARCHIVE_PREFIX: PREFIX,
      TRACEWARDEN_REPORTS: REPORTS,
      TRACEWARDEN_TOPIC: this.queue.topic,
    };
  }

  /** What the topic was told since the last time, as SNS would hand it to the function `alert`. */
  notices(): Promise<TopicEvent[]> {
    return this.queue.events();
  }

  /** Which windows notices were about, each once, in order. */
  toldWindows(): Promise<string[]> {
    return this.queue.windows();
  }

  /** Values of a metric by time, read back from CloudWatch's API: ISO time and average (or sum) of that minute. */
  async metric(
    name: string,
    dimensions: Readonly<Record<string, string>>,
    statistic: 'Average' | 'Sum' = 'Average',
  ): Promise<(readonly [string, number])[]> {
    const client = new CloudWatchClient({ endpoint: this.moto.endpoint, ...this.access });
    const Metric = {
      Namespace: 'Tracewarden',
      MetricName: name,
      Dimensions: Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value })),
    };
    const { MetricDataResults: [series] = [] } = await client.send(
      new GetMetricDataCommand({
        // The stand-in counts its periods from here on: from a full minute.
        StartTime: new Date(Math.floor(Date.now() / MINUTE) * MINUTE - 14 * DAY),
        EndTime: new Date(Date.now() + HOUR),
        MetricDataQueries: [{ Id: 'values', MetricStat: { Metric, Period: 60, Stat: statistic } }],
      }),
    );
    const { Timestamps = [], Values = [] } = series ?? {};
    return Timestamps.map(
      (time, index) => [time.toISOString(), Values[index] ?? Number.NaN] as const,
    ).toSorted(([a], [b]) => a.localeCompare(b));
  }

  /** How many messages a chat got, and how often it failed to get one. */
  async deliveriesTo(chat: string): Promise<{ readonly sent: number; readonly failed: number }> {
    const sumOf = async (name: string) => {
      const values = await this.metric(name, { Environment: 'dev', Chat: chat }, 'Sum');
      return values.reduce((sum, [, value]) => sum + value, 0);
    };
    return { sent: await sumOf('NotificationsSent'), failed: await sumOf('NotificationsFailed') };
  }

  /** Names of all metrics that there are. */
  async metricNames(): Promise<string[]> {
    const client = new CloudWatchClient({ endpoint: this.moto.endpoint, ...this.access });
    const { Metrics = [] } = await client.send(new ListMetricsCommand({ Namespace: 'Tracewarden' }));
    return [...new Set(Metrics.map(({ MetricName = '' }) => MetricName))].toSorted((a, b) =>
      a.localeCompare(b),
    );
  }

  /** An object of the report bucket, as text; null: there is none. */
  async report(key: string): Promise<Buffer | null> {
    for (let left = TORN_READS; ; left--) {
      try {
        const { Body } = await this.s3.send(new GetObjectCommand({ Bucket: REPORTS, Key: key }));
        return Buffer.from((await Body?.transformToByteArray()) ?? []);
      } catch (error) {
        if (!(error instanceof Error)) throw error;
        if (error.name === 'NoSuchKey') return null;
        // versitygw answers with half of each while an object is replaced, unlike S3.
        if (left === 0 || !error.message.startsWith('Checksum mismatch')) throw error;
      }
    }
  }

  /** Empties a bucket. */
  async empty(bucket: string): Promise<void> {
    for (;;) {
      const { Contents = [] } = await this.s3.send(new ListObjectsV2Command({ Bucket: bucket }));
      if (Contents.length === 0) return;
      const Objects = Contents.map(({ Key }) => ({ Key }));
      await this.s3.send(new DeleteObjectsCommand({ Bucket: bucket, Delete: { Objects } }));
    }
  }

  /** The schedule of a source begins at that time; milliseconds since the epoch. */
  async beginAt(time: number, source = 'archive'): Promise<void> {
    const state = {
      stateVersion: 1,
      doneUntil: time,
      entries: [],
      toReport: [],
      reported: [],
      bytesPerSecond: null,
    };
    await this.s3.send(
      new PutObjectCommand({ Bucket: REPORTS, Key: `state/${source}.json`, Body: JSON.stringify(state) }),
    );
  }

  async stop(): Promise<void> {
    for (const process of this.started) await process.stop();
    const servers = [
      this.receivers,
      this.invocations,
      this.fronts.s3,
      this.fronts.aws,
      this.moto,
      this.versitygw,
    ];
    for (const server of servers) await server.stop();
    this.s3.destroy();
    this.service.remove();
    rmSync(this.folder, { recursive: true, force: true });
  }

  private get access() {
    return { region: REGION, credentials: CREDENTIALS };
  }

  private async prepare(): Promise<void> {
    this.resources = resourcesOf(this.service.template);
    await this.receivers.start();
    const certificates = path.join(this.folder, 'receivers.pem');
    writeFileSync(certificates, this.receivers.ca);
    this.environment = {
      AWS_REGION: REGION,
      AWS_ACCESS_KEY_ID: CREDENTIALS.accessKeyId,
      AWS_SECRET_ACCESS_KEY: CREDENTIALS.secretAccessKey,
      AWS_ENDPOINT_URL: await this.fronts.aws.start(),
      AWS_ENDPOINT_URL_S3: await this.fronts.s3.start(),
      AWS_ENDPOINT_URL_LAMBDA: await this.invocations.start(),
      NODE_EXTRA_CA_CERTS: certificates,
    };
    for (const Bucket of [ARCHIVE, REPORTS]) await this.s3.send(new CreateBucketCommand({ Bucket }));
    await this.queue.make();
    await this.makeSecrets();
  }

  private async makeSecrets(): Promise<void> {
    const ssm = new SSMClient({ endpoint: this.moto.endpoint, ...this.access });
    for (const kind of CHAT_KINDS) {
      const Value = this.receivers.url(kind);
      await ssm.send(new PutParameterCommand({ Name: `/test/${kind}-url`, Type: 'SecureString', Value }));
    }
    await ssm.send(
      new PutParameterCommand({ Name: '/test/tempo', Type: 'SecureString', Value: TEMPO_TOKEN }),
    );
    const manager = new SecretsManagerClient({ endpoint: this.moto.endpoint, ...this.access });
    await manager.send(new CreateSecretCommand({ Name: 'test', SecretString: JSON.stringify(SECRETS) }));
  }

  /** What the stack's references stand for here. */
  private physical(value: string): string {
    const names: Readonly<Record<string, string>> = {
      '<ReportBucket>': REPORTS,
      '<AuditTopic>': this.queue.topic,
    };
    return names[value] ?? value;
  }
}

function upperFirst(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
