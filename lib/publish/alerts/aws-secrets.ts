import type { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { SSMClient } from '@aws-sdk/client-ssm';
import { clientLimits } from '../client-limits';
import type { SecretStores } from './secrets';

/** Where the two services are reached; by default as the environment says. */
export interface AwsSecretOptions {
  readonly region?: string;
  readonly endpoint?: string;
}

/** SSM Parameter Store and Secrets Manager. Each is loaded when it is first asked: no command waits for what it does not use. */
export function awsSecretStores(options: AwsSecretOptions = {}): SecretStores {
  let parameters: SSMClient | null = null;
  let manager: SecretsManagerClient | null = null;
  return {
    async parameter(name) {
      const { GetParameterCommand, SSMClient } = await import('@aws-sdk/client-ssm');
      parameters ??= new SSMClient({ ...clientLimits(), ...options });
      const { Parameter } = await parameters.send(
        new GetParameterCommand({ Name: name, WithDecryption: true }),
      );
      return Parameter?.Value;
    },
    async secret(name) {
      const { GetSecretValueCommand, SecretsManagerClient } = await import('@aws-sdk/client-secrets-manager');
      manager ??= new SecretsManagerClient({ ...clientLimits(), ...options });
      const { SecretString } = await manager.send(new GetSecretValueCommand({ SecretId: name }));
      return SecretString;
    },
  };
}
