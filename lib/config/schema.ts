import { IANAZone } from 'luxon';
import { z } from 'zod';
import { ALERTING_FIELDS, checkRoutes } from './alerting-schema';
import { parseFailOn, parseMemory, parseMinApplicable, parseSample, parseThreads } from './choices';
import { exemptionSchema } from './exemption';
import { parseInstant } from './instant';
import { RUN_FIELDS, sourceNameSchema } from './runs-schema';
import { TEMPO_SHAPE } from './tempo-source';
import { thresholdsSchema } from './thresholds-schema';
import { UnitError } from './unit-error';
import { parseBytes, parseDuration } from './units';
import { type CheckIds, chosenCheck, listOf, mapOf, parsed, sentence, text } from './values';

const ZONE_FORMS = 'a time zone such as UTC or Europe/Berlin';

/** An IANA time zone. @throws UnitError */
export function parseTimezone(name: string): string {
  if (!IANAZone.isValidZone(name.trim())) throw new UnitError(name, ZONE_FORMS);
  return name.trim();
}

const source = z.preprocess(
  (value) => (typeof value === 'string' ? { source: value } : value),
  mapOf({
    source: text('a path, a glob, an s3:// or tempo+https:// address, or - for standard input'),
    endpointUrl: z
      .url({ protocol: /^https?$/, error: 'an address such as https://s3.example.org' })
      .optional(),
    region: text('a region such as eu-central-1').optional(),
    partitionTimezone: parsed(parseTimezone).optional(),
    name: sourceNameSchema.optional(),
    ...TEMPO_SHAPE,
  }),
);

const margin = z.preprocess(
  (value) =>
    typeof value === 'string' || typeof value === 'number' ? { before: value, after: value } : value,
  mapOf({ before: parsed(parseDuration).optional(), after: parsed(parseDuration).optional() }),
);

function windowSchema(now: number) {
  /** Kept as it is written: `now-2h` means another time when it is used. */
  const time = () =>
    parsed((value) => {
      parseInstant(value, now);
      return value.trim();
    });
  return mapOf({
    last: parsed(parsePositiveDuration).optional(),
    from: time().optional(),
    to: time().optional(),
  })
    .refine(({ last, from, to }) => (last === undefined) === (from !== undefined || to !== undefined), {
      ...sentence('needs either last or from (and to, else up to now)'),
    })
    .refine(({ last, from, to }) => last !== undefined || from !== undefined || to === undefined, {
      ...sentence('needs from, as it has to'),
    })
    .refine(
      ({ from, to }) => from === undefined || parseInstant(from, now) < parseInstant(to ?? 'now', now),
      {
        ...sentence('is empty: it must begin before it ends'),
      },
    );
}

function parsePositiveDuration(value: string): number {
  const millis = parseDuration(value);
  if (millis === 0) throw new UnitError(value, 'a duration above 0 such as 15m, 1h or 2d');
  return millis;
}

const edge = mapOf({
  from: text('the name of the calling service'),
  to: text('the name of the called service'),
  peer: text("the callee's address as the caller's spans name it, such as cart:8080").optional(),
});

/**
 * The schema of tracewarden.yml.
 * @param checks IDs of the checks that there are, and of those that an audit can run
 * @param now milliseconds since the epoch, for times relative to it
 */
export function configSchema(checks: CheckIds, now: number) {
  const { knownChecks } = checks;
  return mapOf({
    sources: listOf(source, 'a list of paths, globs, s3:// or tempo+https:// addresses').optional(),
    window: windowSchema(now).optional(),
    settle: parsed(parseDuration).optional(),
    margin: margin.optional(),
    sample: parsed(parseSample).optional(),
    maxMemory: parsed(parseMemory).optional(),
    maxObjectSize: parsed(parseBytes).optional(),
    threads: parsed(parseThreads).optional(),
    minApplicable: parsed(parseMinApplicable).optional(),
    failOn: parsed(parseFailOn).optional(),
    services: listOf(text('a service name, * for any part of it'), 'a list of service names').optional(),
    checks: listOf(chosenCheck(checks), 'a list of IDs of checks').optional(),
    thresholds: thresholdsSchema(knownChecks).optional(),
    exemptions: listOf(exemptionSchema(knownChecks), 'a list of exemptions').optional(),
    edges: listOf(edge, 'a list of edges, each with from and to').optional(),
    ...ALERTING_FIELDS,
    ...RUN_FIELDS,
  }).superRefine(checkRoutes);
}

/** What a tracewarden.yml says: nothing is filled in. */
export type ConfigFile = z.output<ReturnType<typeof configSchema>>;
