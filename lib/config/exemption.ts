import { DateTime } from 'luxon';
import { UnitError } from './unit-error';
import { checkId, mapOf, parsed, sentence, text } from './values';

const UNTIL_FORMS = 'its last day, such as 2026-12-31';

/** When a day of UTC is over, in milliseconds since the epoch. @throws UnitError where it is no day */
export function endOfDay(day: string): number {
  const date = /^\d{4}-\d\d-\d\d$/.test(day.trim()) ? DateTime.fromISO(day.trim(), { zone: 'utc' }) : null;
  if (date === null || !date.isValid) throw new UnitError(day, UNTIL_FORMS);
  return date.plus({ days: 1 }).toMillis();
}

/** A day of the calendar as it is written. @throws UnitError */
export function parseDay(day: string): string {
  endOfDay(day);
  return day.trim();
}

/** An exemption: a check, a service or an edge, a reason and an end. */
export function exemptionSchema(knownChecks: readonly string[]) {
  return mapOf({
    check: checkId(knownChecks),
    service: text('a service name, * for any part of it').optional(),
    edge: mapOf({
      from: text('the name of the calling service'),
      to: text('the name of the called service'),
    }).optional(),
    reason: text('the reason, for those who read it later'),
    until: parsed(parseDay),
  }).refine(({ service, edge }) => (service === undefined) !== (edge === undefined), {
    ...sentence('needs either a service or an edge'),
    // Also where another field is wrong, so that all mistakes are told at once.
    when: ({ value }) => typeof value === 'object' && value !== null,
  });
}
