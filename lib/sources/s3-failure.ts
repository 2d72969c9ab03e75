import { types } from 'node:util';
import { NETWORK_WORDS } from './network-words';
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
