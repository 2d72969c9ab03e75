import { folderPrefix } from '../model/prefix';
import { UnitError } from './unit-error';
import { parseDuration } from './units';
import { listOf, mapOf, parsed, text } from './values';

export const NAME_FORMS = 'a name of up to 64 letters, digits and . _ - that begins with a letter or digit';
export const BUCKET_FORMS = "a bucket's name such as acme-traces";
export const PREFIX_FORMS = 'a prefix such as tracewarden/ (without a slash at its beginning)';
export const REPORT_URL_FORMS = 'an https address with {key} in it';
export const KMS_FORMS = 'the ID, alias or ARN of a KMS key';
export const NAMESPACE_FORMS =
  'a CloudWatch namespace: up to 255 letters, digits and . - _ / # : that does not begin with AWS/ or a colon';
export const SERVICES_FORMS = 'a whole number from 0 to 500';
export const WINDOW_FORMS = 'a duration from 1m to 1d that divides a day evenly, such as 15m or 1h';
export const CATCH_UP_FORMS = 'a duration from 0s to 14d, such as 24h';
export const TRIES_FORMS = 'a whole number from 1 to 100';

const MINUTE = 60_000;
const DAY = 86_400_000;
/** CloudWatch takes no older points. */
const MOST_CATCH_UP = 14 * DAY;

const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;
/** Names as S3 gives them today. */
const BUCKET = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/;
const PREFIX = /^(?:[A-Za-z0-9!_.*'()-][A-Za-z0-9!_.*'()/-]{0,255})?$/;
const NAMESPACE = /^(?!:)(?!AWS\/)[0-9A-Za-z.\-_/#:]{1,255}$/;
const KMS_KEY = /^[A-Za-z0-9:/_-]{1,2048}$/;

function matching(pattern: RegExp, forms: string) {
  return parsed((value) => {
    if (!pattern.test(value.trim())) throw new UnitError(value, forms);
    return value.trim();
  });
}

function parsePrefix(value: string): string {
  const prefix = value.trim();
  if (!PREFIX.test(prefix)) throw new UnitError(value, PREFIX_FORMS);
  return folderPrefix(prefix);
}

function parseReportUrl(value: string): string {
  const url = URL.parse(value.replaceAll('{key}', 'key').replaceAll('{bucket}', 'bucket'));
  const isRight = url?.protocol === 'https:' && value.includes('{key}') && url.username === '';
  if (!isRight) throw new UnitError(value, REPORT_URL_FORMS);
  return value.trim();
}

function parseWithin(lowest: number, highest: number, forms: string): (value: string) => number {
  return (value) => {
    const number = Number(value.trim());
    if (!/^\d+$/.test(value.trim()) || number < lowest || number > highest) throw new UnitError(value, forms);
    return number;
  };
}

function durationWithin(forms: string, isRight: (millis: number) => boolean): (value: string) => number {
  return (value) => {
    const millis = durationOf(value, forms);
    if (!isRight(millis)) throw new UnitError(value, forms);
    return millis;
  };
}

function durationOf(value: string, forms: string): number {
  try {
    return parseDuration(value);
  } catch (error) {
    throw error instanceof UnitError ? new UnitError(value, forms) : error;
  }
}

const windowLength = parsed(
  durationWithin(WINDOW_FORMS, (millis) => millis >= MINUTE && millis <= DAY && DAY % millis === 0),
);

/** The name of a source, a field of its map. */
export const sourceNameSchema = matching(NAME, NAME_FORMS);

/** The fields of tracewarden.yml about scheduled runs. */
export const RUN_FIELDS = {
  environment: matching(NAME, NAME_FORMS).optional(),
  report: mapOf({
    bucket: matching(BUCKET, BUCKET_FORMS).optional(),
    prefix: parsed(parsePrefix).optional(),
    url: parsed(parseReportUrl).optional(),
    kmsKeyId: matching(KMS_KEY, KMS_FORMS).optional(),
  }).optional(),
  metrics: mapOf({
    namespace: matching(NAMESPACE, NAMESPACE_FORMS).optional(),
    maxServices: parsed(parseWithin(0, 500, SERVICES_FORMS)).optional(),
    services: listOf(text('the name of a service'), 'a list of service names').optional(),
  }).optional(),
  schedule: mapOf({
    archiveWindow: windowLength.optional(),
    liveWindow: windowLength.optional(),
    maxCatchUp: parsed(durationWithin(CATCH_UP_FORMS, (millis) => millis <= MOST_CATCH_UP)).optional(),
    maxTries: parsed(parseWithin(1, 100, TRIES_FORMS)).optional(),
  }).optional(),
};
