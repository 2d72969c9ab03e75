import { ServiceFolder } from './service';
import { policyOf, statementsOf } from './statements';
import { type Resource, resourcesOf } from './template';

const HOURLY = { MaximumRetryAttempts: 5, MaximumEventAgeInSeconds: 3600 };
const QUARTERLY = { MaximumRetryAttempts: 3, MaximumEventAgeInSeconds: 900 };
const FUNCTIONS = ['AuditArchive', 'AuditLive', 'AuditIncident', 'Alert'];

let resources: Resource[];

beforeAll(async () => {
  const folder = new ServiceFolder({ params: { archiveBucket: 'traces', timezone: 'Europe/Berlin' } });
  try {
    await folder.package();
    resources = resourcesOf(folder.template);
  } finally {
    folder.remove();
  }
});

const ofType = (type: string) => resources.filter((resource) => resource.type === type);
const propertiesOf = (name: string) => resources.find((resource) => resource.name === name)?.properties ?? {};

describe('the functions', () => {
  test('run on the newest runtime, on arm64, in one processor', () => {
    const functions = ofType('AWS::Lambda::Function').map(({ properties }) => properties);
    expect(functions.map(({ Handler, MemorySize, Timeout }) => [Handler, MemorySize, Timeout])).toEqual([
      ['functions/audit-archive.handler', 1769, 900],
      ['functions/audit-live.handler', 1769, 900],
      ['functions/audit-incident.handler', 1769, 900],
      ['functions/alert.handler', 512, 60],
    ]);
    for (const { Runtime, Architectures, TracingConfig, VpcConfig } of functions) {
      expect([Runtime, Architectures]).toEqual(['nodejs24.x', ['arm64']]);
      expect([TracingConfig, VpcConfig]).toEqual([{ Mode: 'PassThrough' }, undefined]);
    }
  });

  test('keep their logs for a while, not for ever', () => {
    const groups = ofType('AWS::Logs::LogGroup');
    expect(groups.map(({ name, properties }) => [name, properties['RetentionInDays']])).toEqual(
      FUNCTIONS.map((name) => [`${name}LogGroup`, 30]),
    );
  });

  test('hand what failed to the queue', () => {
    const configs = ofType('AWS::Lambda::EventInvokeConfig').map(({ properties }) => properties);
    expect(configs.map(({ FunctionName }) => FunctionName)).toEqual(
      FUNCTIONS.map((name) => `<${name}LambdaFunction>`),
    );
    for (const { Qualifier, DestinationConfig } of configs) {
      expect(Qualifier).toBe('$LATEST');
      expect(DestinationConfig).toEqual({ OnFailure: { Destination: '<FailedEvents.Arn>' } });
    }
  });
});

describe('the schedules', () => {
  test.each([
    ['AuditArchive', 'ENABLED', 'cron(20 * * * ? *)', HOURLY],
    ['AuditLive', 'DISABLED', 'cron(3/15 * * * ? *)', QUARTERLY],
  ])('%s', (name, State, ScheduleExpression, RetryPolicy) => {
    expect(propertiesOf(`${name}Schedule`)).toMatchObject({
      State,
      ScheduleExpression,
      ScheduleExpressionTimezone: 'Europe/Berlin',
      FlexibleTimeWindow: { Mode: 'OFF' },
      Target: {
        Arn: `<${name}LambdaFunction.Arn>`,
        RoleArn: '<SchedulesRole.Arn>',
        Input: '{"kind":"schedule","scheduledAt":"<aws.scheduler.scheduled-time>"}',
        RetryPolicy,
        DeadLetterConfig: { Arn: '<FailedEvents.Arn>' },
      },
    });
  });

  test('have a role that may really invoke each target, and fill the queue', () => {
    const allowed = statementsOf(resources, 'SchedulesRole').flatMap(({ Action, Resource = [] }) =>
      Resource.map((resource) => `${Action.join()} ${resource}`),
    );
    for (const { properties } of ofType('AWS::Scheduler::Schedule'))
      expect(properties['Target']).toMatchObject({ RoleArn: '<SchedulesRole.Arn>' });
    expect(allowed).toEqual([
      'lambda:InvokeFunction <AuditArchiveLambdaFunction.Arn>',
      'lambda:InvokeFunction <AuditLiveLambdaFunction.Arn>',
      'sqs:SendMessage <FailedEvents.Arn>',
    ]);
  });
});

describe('what is stored and sent', () => {
  test('no bucket is public or without encryption', () => {
    const buckets = ofType('AWS::S3::Bucket');
    expect(buckets.map(({ name }) => name)).toEqual(['ServerlessDeploymentBucket', 'ReportBucket']);
    for (const { properties } of buckets)
      expect(properties).toMatchObject({
        BucketEncryption: {
          ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }],
        },
        PublicAccessBlockConfiguration: {
          BlockPublicAcls: true,
          BlockPublicPolicy: true,
          IgnorePublicAcls: true,
          RestrictPublicBuckets: true,
        },
      });
  });

  test('reports go after a while and stay when the stack goes; state stays', () => {
    const bucket = resources.find(({ name }) => name === 'ReportBucket');
    expect(bucket?.isKept).toBe(true);
    expect(bucket?.properties['LifecycleConfiguration']).toEqual({
      Rules: [
        { Id: 'reports', Status: 'Enabled', Prefix: 'reports/', ExpirationInDays: 90 },
        { Id: 'unfinished', Status: 'Enabled', AbortIncompleteMultipartUpload: { DaysAfterInitiation: 1 } },
      ],
    });
  });

  test('the topic and the queue are encrypted', () => {
    expect(propertiesOf('AuditTopic')).toEqual({ KmsMasterKeyId: '<TopicKey.Arn>' });
    expect(propertiesOf('TopicKey')).toMatchObject({ EnableKeyRotation: true });
    expect(propertiesOf('FailedEvents')).toMatchObject({ SqsManagedSseEnabled: true });
  });

  test.each([
    ['ReportBucketPolicy', 's3:*', ['<ReportBucket.Arn>', '<ReportBucket.Arn>/*'], 'EncryptedTransportOnly'],
    ['AuditTopicPolicy', 'sns:Publish', ['<AuditTopic>'], 'EncryptedTransportOnly'],
    ['FailedEventsPolicy', 'sqs:*', ['<FailedEvents.Arn>'], 'EncryptedTransportOnly'],
  ])('%s takes nothing that was not encrypted on the way', (policy, action, Resource, Sid) => {
    expect(policyOf(resources, policy)).toContainEqual({
      Sid,
      Effect: 'Deny',
      Principal: '*',
      Action: [action],
      Resource,
      Condition: { Bool: { 'aws:SecureTransport': 'false' } },
    });
  });

  test.each([
    ['AuditTopicPolicy', [{ Service: 'cloudwatch.amazonaws.com' }]],
    ['FailedEventsPolicy', [{ Service: 'sns.amazonaws.com' }]],
    ['ReportBucketPolicy', []],
  ])('%s lets in services of the account only', (policy, principals) => {
    const allowed = policyOf(resources, policy).filter(({ Effect }) => Effect === 'Allow');
    expect(allowed.map(({ Principal }) => Principal)).toEqual(principals);
    for (const { Condition } of allowed) expect(Condition).toBeDefined();
  });

  test('the topic reaches the function that posts, and what it cannot deliver is kept', () => {
    expect(propertiesOf('AlertSubscription')).toEqual({
      TopicArn: '<AuditTopic>',
      Protocol: 'lambda',
      Endpoint: '<AlertLambdaFunction.Arn>',
      RedrivePolicy: { deadLetterTargetArn: '<FailedEvents.Arn>' },
    });
    expect(propertiesOf('AlertPermission')).toEqual({
      FunctionName: '<AlertLambdaFunction>',
      Action: 'lambda:InvokeFunction',
      Principal: 'sns.amazonaws.com',
      SourceArn: '<AuditTopic>',
    });
  });
});
