import { readFileSync } from 'node:fs';
import { SourceError } from '../errors';
import { reasonInWords } from '../system-errors';
import type { TempoSpec } from './spec';

/** What a Tempo is asked with. Never told to anybody but it. */
export interface Credentials {
  /** Value of the Authorization header; null: none is known. */
  readonly authorization: string | null;
  /** Certificates to trust, PEM; null: the system's. */
  readonly ca: string | null;
  /** Texts that must not appear in any message, should the server repeat them. */
  readonly secrets: readonly string[];
}

/**
 * Reads token and certificates: the token file first, then TRACEWARDEN_TEMPO_TOKEN, then TRACEWARDEN_TEMPO_USERNAME and
 * TRACEWARDEN_TEMPO_PASSWORD (basic auth, as Grafana Cloud wants it).
 * @throws SourceError where a file cannot be read, or one of the last two is missing
 */
export function readCredentials(
  spec: Pick<TempoSpec, 'tokenFile' | 'caFile'>,
  environment: NodeJS.ProcessEnv = process.env,
): Credentials {
  const ca = spec.caFile === null ? null : readText(spec.caFile, 'the file of certificates');
  const token =
    spec.tokenFile === null
      ? (environment['TRACEWARDEN_TEMPO_TOKEN'] ?? '')
      : readText(spec.tokenFile, 'the token file');
  if (token.trim() !== '') return bearer(token.trim(), ca);
  if (spec.tokenFile !== null) throw new SourceError('no-credentials', 'the token file is empty');
  const user = environment['TRACEWARDEN_TEMPO_USERNAME'] ?? '';
  const password = environment['TRACEWARDEN_TEMPO_PASSWORD'] ?? '';
  if (user === '' && password === '') return { authorization: null, ca, secrets: [] };
  if (user === '' || password === '') {
    throw new SourceError(
      'no-credentials',
      'of TRACEWARDEN_TEMPO_USERNAME and TRACEWARDEN_TEMPO_PASSWORD only one is set: both are needed',
    );
  }
  const encoded = Buffer.from(`${user}:${password}`).toString('base64');
  return { authorization: `Basic ${encoded}`, ca, secrets: [password, encoded] };
}

function bearer(token: string, ca: string | null): Credentials {
  if (!/^[\x21-\x7e]+$/.test(token)) {
    throw new SourceError('no-credentials', 'the token holds spaces or characters that no token has');
  }
  return { authorization: `Bearer ${token}`, ca, secrets: [token] };
}

function readText(file: string, what: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new SourceError('no-credentials', `${what} ${file} cannot be read: ${reasonInWords(error)}`, {
      cause: error,
    });
  }
}
