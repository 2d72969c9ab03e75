import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import type { SecretStores } from './secrets';

/** Where the two services are reached; by default as the environment says. */
export interface AwsSecretOptions {
  readonly region?: string;
  readonly endpoint?: string;
}

/** SSM Parameter Store and Secrets Manager. Clients are made when they are first needed. */
export function awsSecretStores(options: AwsSecretOptions = {}): SecretStores {
  let ssm: SSMClient | null = null;
  let manager: SecretsManagerClient | null = null;
  return {
    async parameter(name) {
      ssm ??= new SSMClient(options);
      const { Parameter } = await ssm.send(new GetParameterCommand({ Name: name, WithDecryption: true }));
      return Parameter?.Value;
    },
    async secret(name) {
      manager ??= new SecretsManagerClient(options);
      const { SecretString } = await manager.send(new GetSecretValueCommand({ SecretId: name }));
      return SecretString;
    },
  };
}
