import { ObjectError, SourceError } from '../errors';
import { type Answer, isWebPage, textOfAnswer } from './answer';
import type { Credentials } from './credentials';
import { NoAnswer } from './http-client';
import { nameOfTempo, type TempoSpec } from './spec';

/** What sentences about a server need to know of it. */
export interface Asked {
  readonly spec: TempoSpec;
  readonly credentials: Credentials;
}

type Sentence = readonly [SourceError['reason'], string];

/** Why a Tempo cannot be used, from an answer that is no success, in a sentence that says what to do. */
export function sourceErrorOf(answer: Answer, asked: Asked): SourceError {
  const [reason, words] = sentenceOf(answer, asked);
  return new SourceError(reason, `${nameOfTempo(asked.spec)}: ${words}`);
}

/** Why a Tempo cannot be used, from a request without an answer. Other errors are given back as they are. */
export function unreachable(error: unknown, { spec }: Pick<Asked, 'spec'>): unknown {
  if (!(error instanceof NoAnswer)) return error;
  const hint = hintFor(error.message, spec);
  return new SourceError(
    'unreachable',
    `${nameOfTempo(spec)}: it cannot be reached: ${error.message}; ${hint}`,
    { cause: error },
  );
}

function hintFor(message: string, { url }: Pick<TempoSpec, 'url'>): string {
  if (message.includes('certificate')) return 'name the file of the certificates to trust with --ca';
  // A server that speaks TLS may say nothing to one that does not.
  const isCut = message.includes('cut') && url.startsWith('http:');
  return `check the address${isCut ? ' (perhaps https:// is meant)' : ''} and the network`;
}

/** Whether an answer says something of the server or the credentials, not only of what was asked for. */
export function isAboutServer(answer: Answer): boolean {
  const { status } = answer;
  return status === 401 || status === 403 || (status >= 300 && status < 400) || isWebPage(answer);
}

function sentenceOf(answer: Answer, { spec, credentials }: Asked): Sentence {
  const { status } = answer;
  const said = textOfAnswer(answer, credentials.secrets);
  if (status === 401) return unauthorized(said, spec, credentials);
  if (status === 403) {
    return ['access-denied', `access was denied: these credentials must be allowed to read traces (${said})`];
  }
  if (status >= 300 && status < 400) return ['invalid', `it sends us elsewhere${placeOf(answer)}: ${LOGIN}`];
  if (isWebPage(answer) && status !== 404) return ['invalid', `it answered with a web page: ${LOGIN}`];
  if (status === 404) return ['not-found', NO_API];
  if (status === 400 || status === 422) return ['invalid', `the server refused what was asked: ${said}`];
  if (status === 429) {
    return [
      'unreachable',
      `it is over its rate limit, and was when asked again: lower --concurrency or set --requests-per-second (${said})`,
    ];
  }
  if (status === 200) return ['invalid', `it answered what no Tempo answers (${said}): check the address`];
  return ['unreachable', `the server answered ${status}, and again when it was asked again: ${said}`];
}

const LOGIN = 'perhaps a login page or a proxy; check the address, its prefix and the credentials';
const NO_API =
  'there is no query API of Tempo at this path: name the query-frontend (not a distributor or querier), with its path prefix if it has one, such as /tempo';

function unauthorized(said: string, { tenant }: TempoSpec, { authorization }: Credentials): Sentence {
  if (/org ?id|tenant/i.test(said) && tenant === null) {
    return ['access-denied', `the server has several tenants: name one with --tenant (${said})`];
  }
  if (authorization === null) {
    return [
      'no-credentials',
      'it wants credentials: set TRACEWARDEN_TEMPO_TOKEN or --token-file, or TRACEWARDEN_TEMPO_USERNAME and TRACEWARDEN_TEMPO_PASSWORD',
    ];
  }
  return ['access-denied', `the credentials were refused (${said})`];
}

/** The other host, without the rest of the address: it may hold secrets. */
function placeOf({ location }: Answer): string {
  const host = location === null ? undefined : URL.parse(location)?.host;
  return host === undefined ? '' : ` (to ${host.slice(0, 100)})`;
}

/** Why one trace could not be read, from an answer that is no success. */
export function objectErrorOf(answer: Answer, { credentials }: Pick<Asked, 'credentials'>): ObjectError {
  const said = textOfAnswer(answer, credentials.secrets);
  if (answer.status === 422) return new ObjectError('too-large', `Tempo holds it to be too large: ${said}`);
  return new ObjectError('unreadable', `the server answered ${answer.status}: ${said}`);
}
