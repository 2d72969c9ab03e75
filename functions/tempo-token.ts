import { awsSecretStores } from '../lib/publish/alerts/aws-secrets';
import { CachedSecrets } from '../lib/publish/alerts/secrets';
import type { FunctionSettings } from './settings';

/** As the source looks for it. */
const TOKEN_VARIABLE = 'TRACEWARDEN_TEMPO_TOKEN';

const secrets = new CachedSecrets(awsSecretStores(), Date.now);

/**
 * Reads Tempo's token from where it is kept, into the process alone: the function's configuration, which more people
 * may read, has the reference only.
 * @throws SecretError
 */
export async function provideTempoToken({ tempoTokenFrom }: FunctionSettings): Promise<void> {
  if (tempoTokenFrom !== null) process.env[TOKEN_VARIABLE] = await secrets.resolve(tempoTokenFrom);
}
