import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { ServiceFolder, type StageOptions } from '../deploy/service';
import { findServer } from './servers';

const FILES = ['cloudformation-template-create-stack.json', 'cloudformation-template-update-stack.json'];

const STAGES: readonly (readonly [string, StageOptions])[] = [
  ['an archive alone', { params: { archiveBucket: 'traces' } }],
  [
    'all there is',
    {
      stage: 'prod',
      params: {
        archiveBucket: 'traces',
        archivePrefix: 'otlp/',
        archiveKeyArn: 'arn:aws:kms:us-east-1:111122223333:key/archive',
        tempoUrl: 'https://tempo.example.org',
        tempoToken: 'ssm:/tracewarden/tempo',
        subnetIds: 'subnet-0a1b2c3d,subnet-4e5f6a7b',
        securityGroupIds: 'sg-0a1b2c3d',
        tracing: 'on',
        email: 'ops@example.org',
        secretsKeyArn: 'arn:aws:kms:us-east-1:111122223333:key/secrets',
      },
      config: "chats:\n  - { name: ops, kind: slack, url: 'ssm:/tracewarden/slack' }\n",
    },
  ],
];

test.each(STAGES)('cfn-lint finds nothing in the templates of a stage with %s', async (_, options) => {
  const service = new ServiceFolder(options);
  try {
    await service.package();
    const files = FILES.map((name) => {
      const file = path.join(service.folder, name);
      writeFileSync(file, service.made(name));
      return file;
    });
    const { status, stdout, stderr } = spawnSync(findServer('cfn-lint') ?? '', files, { encoding: 'utf8' });
    expect({ status, stdout, stderr }).toEqual({ status: 0, stdout: '', stderr: '' });
  } finally {
    service.remove();
  }
});
