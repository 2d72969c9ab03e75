import { ObjectError, SourceError } from './errors';
import type { S3Spec } from './s3-bucket';
import { failureOf, type S3Failure } from './s3-failure';

/** Why a bucket cannot be used, in a sentence that says what to do. Never holds keys, secrets or signatures. */
export function sourceErrorOf(error: unknown, spec: S3Spec): SourceError {
  if (error instanceof SourceError) return error;
  const failure = failureOf(error);
  const [reason, words] = sentenceOf(failure, spec);
  return new SourceError(reason, `s3://${spec.bucket}: ${words}`, { cause: error });
}

type Sentence = readonly [SourceError['reason'], string];

const EXPIRED = new Set([
  'ExpiredToken',
  'ExpiredTokenException',
  'TokenRefreshRequired',
  'InvalidToken',
  'TokenProviderError',
]);
const REDIRECTS = new Set([
  'PermanentRedirect',
  'AuthorizationHeaderMalformed',
  'IllegalLocationConstraintException',
]);

function sentenceOf(failure: S3Failure, spec: S3Spec): Sentence {
  const { code, status } = failure;
  if (failure.network !== null) return unreachable(failure.network, spec);
  if (code === 'CredentialsProviderError') return NO_CREDENTIALS;
  if (EXPIRED.has(code))
    return ['no-credentials', 'the AWS session has expired or is not valid: sign in again'];
  if (code === 'NoSuchBucket')
    return ['not-found', `there is no such bucket ${placeOf(spec)}: check the name`];
  if (code === 'InvalidBucketName') return ['invalid', 'this is no bucket name'];
  if (status === 301 || REDIRECTS.has(code)) return wrongRegion(failure);
  const denial = DENIALS[code] ?? (status === 401 || status === 403 ? DENIED : undefined);
  if (denial !== undefined) return ['access-denied', denial];
  return ['unreachable', `the server answered ${status ?? 'nothing'}: ${code}: ${failure.message}`];
}

const NO_CREDENTIALS: Sentence = [
  'no-credentials',
  'no AWS credentials were found: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_PROFILE, or run where a role is given',
];
const DENIED =
  'access was denied: these credentials need s3:ListBucket on the bucket and s3:GetObject on its objects';
const UNKNOWN_KEY = 'the access key ID is not known to the server: check AWS_ACCESS_KEY_ID or the profile';
const DENIALS: Readonly<Record<string, string>> = {
  AccessDenied: DENIED,
  InvalidAccessKeyId: UNKNOWN_KEY,
  // versitygw's own.
  XAdminUserNotFound: UNKNOWN_KEY,
  SignatureDoesNotMatch:
    'the secret key does not fit the access key ID: check AWS_SECRET_ACCESS_KEY or the profile',
  RequestTimeTooSkewed: "this machine's clock is wrong: requests are refused until it is set right",
};

function unreachable(network: string, spec: S3Spec): Sentence {
  return [
    'unreachable',
    `the S3 server cannot be reached ${placeOf(spec)}: ${network}; check --endpoint-url and the network`,
  ];
}

function wrongRegion({ region }: S3Failure): Sentence {
  const where =
    region === null
      ? 'it is in another region: set AWS_REGION to it'
      : `it is in the region ${region}: set AWS_REGION=${region}`;
  return ['wrong-region', where];
}

function placeOf({ endpointUrl }: S3Spec): string {
  const endpoint = endpointUrl ?? process.env['AWS_ENDPOINT_URL_S3'] ?? process.env['AWS_ENDPOINT_URL'];
  const host = endpoint === undefined ? undefined : URL.parse(endpoint)?.host;
  return host === undefined ? 'at AWS' : `at ${host}`;
}

/** Why an object cannot be read. */
export function objectErrorOf(error: unknown): ObjectError {
  if (error instanceof ObjectError) return error;
  const failure = failureOf(error);
  const { code, status } = failure;
  if (status === 412) {
    return new ObjectError('changed', 'the object was overwritten after it was listed', { cause: error });
  }
  if (code === 'NoSuchKey' || code === 'NotFound') {
    return goneError(error);
  }
  return new ObjectError('unreadable', objectSentence(failure), { cause: error });
}

/** An object that was listed and is not there any more. */
export function goneError(cause: unknown): ObjectError {
  return new ObjectError('gone', 'the object was deleted after it was listed', { cause });
}

function objectSentence({ code, status, network, message }: S3Failure): string {
  if (network !== null) return `the S3 server cannot be reached: ${network}`;
  if (code === 'InvalidObjectState')
    return 'the object is in an archive storage class: it must be restored first';
  if (code === 'AccessDenied') return 'access was denied: s3:GetObject is needed';
  return `${status === null ? '' : `the server answered ${status}: `}${code}: ${message}`;
}
