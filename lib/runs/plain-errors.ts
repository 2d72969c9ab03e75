import { ConfigError } from '../config/error';
import { SecretError } from '../publish/alerts/secrets';
import { StoreError } from '../publish/store';
import { SourceError } from '../sources/errors';
import { RequestError } from './incident-request';

const PLAIN = [ConfigError, RequestError, SecretError, SourceError, StoreError];

/** Whether an error's message says all there is to say: what was asked for, configured or reached, whatever line noticed it. */
export function isPlainError(error: unknown): boolean {
  return PLAIN.some((kind) => error instanceof kind);
}
