import { setTimeout as sleep } from 'node:timers/promises';
import { awsSecretStores } from './aws-secrets';
import { type FetcherOptions, httpsFetcher } from './fetcher';
import type { PostDependencies } from './post';
import { CachedSecrets, type Secrets } from './secrets';

/** Secrets of AWS, kept in memory for minutes: one for the life of a process. */
export function awsSecrets(): Secrets {
  return new CachedSecrets(awsSecretStores(), Date.now);
}

/**
 * What posting needs, of the real world: https, the clock, real waits.
 * @param remainingTime milliseconds that are left for all of it
 */
export function realPosting(
  secrets: Secrets,
  remainingTime: () => number,
  options: FetcherOptions = {},
): PostDependencies {
  return {
    secrets,
    fetcher: httpsFetcher(options),
    now: Date.now,
    remainingTime,
    sleep: (milliseconds) => sleep(milliseconds),
  };
}
