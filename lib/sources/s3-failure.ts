import { types } from 'node:util';
import { reasonInWords, systemCode } from './system-errors';

/** What is known of a failed request, out of the SDK's many kinds of errors. */
export interface S3Failure {
  /** `NoSuchKey`, `CredentialsProviderError`, ...: the server's code or the SDK's name. */
  readonly code: string;
  /** Status of the answer; null where there was none. */
  readonly status: number | null;
  /** The region that the server says the bucket is in. */
  readonly region: string | null;
  /** In words, of a failure to reach the server; null where it was reached. */
  readonly network: string | null;
  readonly message: string;
}

const NETWORK_WORDS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing listens there',
  ENOTFOUND: 'the host name is not known',
  EAI_AGAIN: 'the host name could not be looked up',
  ECONNRESET: 'the connection was cut',
  EPIPE: 'the connection was cut',
  ETIMEDOUT: 'it did not answer in time',
  TimeoutError: 'it did not answer in time',
  EPROTO: 'it does not speak TLS: perhaps http:// is meant',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'its certificate is not trusted',
  SELF_SIGNED_CERT_IN_CHAIN: 'its certificate is not trusted',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'its certificate is not trusted',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'its certificate is not trusted',
  ERR_TLS_CERT_ALTNAME_INVALID: 'its certificate is of another host',
};

/** Reads an error of the SDK. */
export function failureOf(error: unknown): S3Failure {
  const status = property(property(error, '$metadata'), 'httpStatusCode');
  const name = textOf(property(error, 'name')) ?? 'Error';
  return {
    code: textOf(property(error, 'Code')) ?? name,
    status: typeof status === 'number' ? status : null,
    region:
      textOf(property(property(property(error, '$response'), 'headers'), 'x-amz-bucket-region')) ??
      textOf(property(error, 'Region')),
    network: typeof status === 'number' ? null : networkWords(error, name),
    message: reasonInWords(error),
  };
}

function networkWords(error: unknown, name: string): string | null {
  const code = systemCode(error);
  const known = NETWORK_WORDS[code ?? name];
  if (known !== undefined) return known;
  const isSystem = code !== null && types.isNativeError(error) && ('syscall' in error || 'reason' in error);
  return isSystem ? reasonInWords(error) : null;
}

function property(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null && name in value ? Reflect.get(value, name) : undefined;
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}
