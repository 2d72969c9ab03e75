import { isAllowed } from './permissions';
import { ServiceFolder, type StageOptions } from './service';
import { lineOf, statementsOf, trustOf } from './statements';
import { type Resource, resourcesOf } from './template';

const ROLES = ['AuditArchiveRole', 'AuditLiveRole', 'AuditIncidentRole', 'AlertRole'] as const;
const NAMESPACE = 'if {"StringEquals":{"cloudwatch:namespace":"Tracewarden"}}';

const METRICS = `Allow Metrics: cloudwatch:PutMetricData on * ${NAMESPACE}`;
const stateOf = (source: string) => [
  'Allow FindState: s3:ListBucket on <ReportBucket.Arn>',
  'Allow ReportsAndState: s3:GetObject, s3:PutObject on ' +
    `<ReportBucket.Arn>/reports/${source}/*, <ReportBucket.Arn>/state/${source}.json`,
];
const INCIDENTS =
  'Allow ReportsOfIncidents: s3:GetObject, s3:PutObject on <ReportBucket.Arn>/reports/*-incident-*';
const via = (service: string) => `if {"StringLike":{"kms:ViaService":"${service}.*.amazonaws.*"}}`;
const THROUGH_THEIR_STORES =
  'if {"StringLike":{"kms:ViaService":["ssm.*.amazonaws.*","secretsmanager.*.amazonaws.*"]}}';
const NOTICES = [
  'Allow Notices: sns:Publish on <AuditTopic>',
  `Allow EncryptNotices: kms:Decrypt, kms:GenerateDataKey on <TopicKey.Arn> ${via('sns')}`,
];
const ARCHIVE = [
  'Allow ListArchive: s3:ListBucket on arn:aws:s3:::traces if {"StringLike":{"s3:prefix":"otlp/*"}}',
  'Allow ReadArchive: s3:GetObject on arn:aws:s3:::traces/otlp/*',
];
const FAILED = 'Allow KeepWhatFailed: sqs:SendMessage on <FailedEvents.Arn>';
const NETWORK =
  'Allow Network: ec2:CreateNetworkInterface, ec2:DeleteNetworkInterface, ec2:DescribeNetworkInterfaces, ' +
  'ec2:DescribeSubnets, ec2:AssignPrivateIpAddresses, ec2:UnassignPrivateIpAddresses on *';
const networkDenied = (name: string) =>
  `${NETWORK.replace('Allow Network', 'Deny NetworkForLambdaAlone')} ` +
  `if {"ArnEquals":{"lambda:SourceFunctionArn":"arn:aws:lambda:eu-central-1:111122223333:function:tracewarden-prod-${name}"}}`;
const TRACING = 'Allow Tracing: xray:PutTraceSegments, xray:PutTelemetryRecords on *';
const logs = (name: string) => `Allow Logs: logs:CreateLogStream, logs:PutLogEvents on <${name}LogGroup.Arn>`;
const handOver = (name: string) =>
  'Allow HandOverToItself: lambda:InvokeFunction on ' +
  `arn:aws:lambda:eu-central-1:111122223333:function:tracewarden-dev-${name}`;

async function packaged(options: StageOptions): Promise<Resource[]> {
  const folder = new ServiceFolder(options);
  try {
    await folder.package();
    return resourcesOf(folder.template);
  } finally {
    folder.remove();
  }
}

describe('with an archive alone', () => {
  let resources: Resource[];
  beforeAll(async () => {
    resources = await packaged({ params: { archiveBucket: 'traces', archivePrefix: 'otlp' } });
  });

  test.each([
    [
      'AuditArchiveRole',
      [
        logs('AuditArchive'),
        ...ARCHIVE,
        ...stateOf('archive'),
        METRICS,
        ...NOTICES,
        handOver('auditArchive'),
        FAILED,
      ],
    ],
    [
      'AuditLiveRole',
      [logs('AuditLive'), ...stateOf('live'), METRICS, ...NOTICES, handOver('auditLive'), FAILED],
    ],
    ['AuditIncidentRole', [logs('AuditIncident'), ...ARCHIVE, INCIDENTS, ...NOTICES, FAILED]],
    [
      'AlertRole',
      [
        logs('Alert'),
        'Allow FindState: s3:ListBucket on <ReportBucket.Arn>',
        'Allow StateOfAlerts: s3:GetObject, s3:PutObject on <ReportBucket.Arn>/state/alerts/*',
        METRICS,
        FAILED,
      ],
    ],
    [
      'SchedulesRole',
      [
        'Allow Invoke: lambda:InvokeFunction on <AuditArchiveLambdaFunction.Arn>, <AuditLiveLambdaFunction.Arn>',
        FAILED,
      ],
    ],
  ])('%s may do this and nothing else', (role, lines) => {
    expect(statementsOf(resources, role).map(lineOf)).toEqual(lines);
  });

  test.each([
    ['otlp/', true],
    ['otlp/year=2026/', true],
    ['otlp', false],
    ['otlp-old/', false],
    ['', false],
  ])('of the archive %j may be listed: %j', (prefix, expected) => {
    for (const role of ['AuditArchiveRole', 'AuditIncidentRole']) {
      const asked = { action: 's3:ListBucket', resource: 'arn:aws:s3:::traces' };
      const statements = statementsOf(resources, role);
      expect(isAllowed(statements, { ...asked, context: { 's3:prefix': prefix } })).toBe(expected);
      expect(isAllowed(statements, asked)).toBe(false);
    }
  });

  test('each function has a role of its own, which Lambda alone may take', () => {
    const functions = resources.filter(({ type }) => type === 'AWS::Lambda::Function');
    expect(functions.map(({ properties }) => properties['Role'])).toEqual(
      ROLES.map((role) => `<${role}.Arn>`),
    );
    for (const role of ROLES)
      expect(trustOf(resources, role)).toEqual([
        { Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: ['sts:AssumeRole'] },
      ]);
  });

  test('there are no roles and policies beside these', () => {
    const roles = resources.filter(({ type }) => type.startsWith('AWS::IAM::'));
    expect(roles.map(({ name }) => name).sort()).toEqual([...ROLES, 'SchedulesRole'].sort());
  });
});

describe('with all there is', () => {
  let resources: Resource[];
  const archiveKeyArn = 'arn:aws:kms:eu-central-1:111122223333:key/archive';
  const secretsKeyArn = 'arn:aws:kms:eu-central-1:111122223333:key/secrets';
  const config = `chats:
  - { name: ops, kind: slack, url: 'ssm:/tracewarden/slack' }
  - { name: again, kind: slack, url: 'ssm:/tracewarden/slack' }
  - { name: night, kind: pagerduty, secret: 'secretsmanager:tracewarden/night#key' }
  - { name: other, kind: discord, url: 'secretsmanager:arn:aws:secretsmanager:eu-west-1:444455556666:secret:o-AbCdEf' }
`;

  beforeAll(async () => {
    const network = { subnetIds: 'subnet-1,subnet-2', securityGroupIds: 'sg-1', tracing: 'on' };
    const tempo = { tempoUrl: 'https://tempo.example.org', tempoToken: 'ssm:/tracewarden/tempo' };
    const sources = { archiveBucket: 'traces', archiveKeyArn, ...tempo };
    resources = await packaged({ stage: 'prod', params: { ...network, ...sources, secretsKeyArn }, config });
  });

  test('an encrypted archive may be decrypted', () => {
    const decrypt = `Allow DecryptArchive: kms:Decrypt on ${archiveKeyArn} ${via('s3')}`;
    for (const role of ['AuditArchiveRole', 'AuditIncidentRole'])
      expect(statementsOf(resources, role).map(lineOf)).toContain(decrypt);
  });

  test('without a prefix all of the bucket may be listed', () => {
    const list =
      'Allow ListArchive: s3:ListBucket on arn:aws:s3:::traces if {"StringLike":{"s3:prefix":"*"}}';
    for (const role of ['AuditArchiveRole', 'AuditIncidentRole'])
      expect(statementsOf(resources, role).map(lineOf)).toContain(list);
  });

  test.each(ROLES)('%s: what cannot be named is bounded otherwise, or is network and tracing', (role) => {
    const everything = statementsOf(resources, role)
      .map(lineOf)
      .filter((line) => / on \*( |$)/.test(line));
    expect(everything).toEqual(
      {
        AuditArchiveRole: [METRICS, TRACING],
        AuditLiveRole: [METRICS, NETWORK, networkDenied('auditLive'), TRACING],
        AuditIncidentRole: [NETWORK, networkDenied('auditIncident'), TRACING],
        AlertRole: [METRICS, TRACING],
      }[role],
    );
  });

  test('the function that posts may read the secrets that the settings name, each once, and no other', () => {
    const secrets = statementsOf(resources, 'AlertRole').slice(-3).map(lineOf);
    expect(secrets).toEqual([
      'Allow ReadParameters: ssm:GetParameter on ' +
        'arn:aws:ssm:eu-central-1:111122223333:parameter/tracewarden/slack',
      'Allow ReadSecrets: secretsmanager:GetSecretValue on ' +
        'arn:aws:secretsmanager:eu-central-1:111122223333:secret:tracewarden/night-??????, ' +
        'arn:aws:secretsmanager:eu-west-1:444455556666:secret:o-AbCdEf',
      `Allow DecryptSecrets: kms:Decrypt on ${secretsKeyArn} ${THROUGH_THEIR_STORES}`,
    ]);
  });

  test('the functions that ask Tempo may read its token, and no other secret', () => {
    for (const role of ['AuditLiveRole', 'AuditIncidentRole'])
      expect(statementsOf(resources, role).slice(-2).map(lineOf)).toEqual([
        'Allow ReadParameters: ssm:GetParameter on ' +
          'arn:aws:ssm:eu-central-1:111122223333:parameter/tracewarden/tempo',
        `Allow DecryptSecrets: kms:Decrypt on ${secretsKeyArn} ${THROUGH_THEIR_STORES}`,
      ]);
    const policies = resources.filter(({ type }) => type === 'AWS::IAM::RolePolicy').map(({ name }) => name);
    expect(policies).toEqual(['AlertSecretsPolicy', 'AuditLiveSecretsPolicy', 'AuditIncidentSecretsPolicy']);
  });

  test('the functions that may need Tempo are in its network', () => {
    const network = { SubnetIds: ['subnet-1', 'subnet-2'], SecurityGroupIds: ['sg-1'] };
    const functions = resources.filter(({ type }) => type === 'AWS::Lambda::Function');
    expect(functions.map(({ properties }) => properties['VpcConfig'])).toEqual([
      undefined,
      network,
      network,
      undefined,
    ]);
    for (const { properties } of functions) expect(properties['TracingConfig']).toEqual({ Mode: 'Active' });
  });
});
