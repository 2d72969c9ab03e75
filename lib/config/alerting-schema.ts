import { closest } from 'fastest-levenshtein';
import type { z } from 'zod';
import { CHAT_KINDS, type ChatKind, LANGUAGES } from './chat-kinds';
import { parseMinApplicable } from './choices';
import { UnitError } from './unit-error';
import { parseDuration } from './units';
import { listOf, mapOf, oneOf, parsed, sentence, text } from './values';

export const REFERENCE_FORMS =
  'a reference such as ssm:/tracewarden/slack or secretsmanager:tracewarden#slack (the value itself stays out of the file)';
export const CONFIRM_FORMS = 'a whole number of windows from 1 to 24';
const TRACE_URL_FORMS = 'an https address with {traceId} in it, of at most 500 characters';
const MAX_TEMPLATE = 500;
const MAX_CONFIRM_WINDOWS = 24;

/** Names of SSM parameters begin with a slash; a key of a secret is a member of its JSON object. */
const REFERENCE = /^(?:ssm:\/[\w./-]{1,1000}|secretsmanager:[\w/+=.@:-]{1,500}(?:#[^#\s]{1,200})?)$/;

/** Chats that sign need a secret, those whose URL is all there is take none. */
const SECRETS: Readonly<Record<ChatKind, 'required' | 'optional' | 'none'>> = {
  slack: 'none',
  teams: 'none',
  discord: 'none',
  wecom: 'none',
  feishu: 'optional',
  dingtalk: 'optional',
  pagerduty: 'required',
  webhook: 'required',
};

/** A reference to a value kept elsewhere. @throws UnitError, which does not show what was given: it may be a secret */
export function parseReference(value: string): string {
  if (!REFERENCE.test(value.trim())) throw new UnitError('(not shown)', REFERENCE_FORMS);
  return value.trim();
}

function parseConfirm(value: string): number {
  const windows = parseMinApplicable(value);
  if (windows > MAX_CONFIRM_WINDOWS) throw new UnitError(value, CONFIRM_FORMS);
  return windows;
}

function parseTraceUrl(value: string): string {
  const url = URL.parse(value.replaceAll('{traceId}', 'x'));
  const isRight = url?.protocol === 'https:' && value.includes('{traceId}') && value.length <= MAX_TEMPLATE;
  // With the placeholder in the host, who wrote a span would choose where the link leads.
  if (!isRight || value.split('/')[2]?.includes('{') !== false) throw new UnitError(value, TRACE_URL_FORMS);
  return value;
}

const chat = mapOf({
  name: text('a name of your own, for routes'),
  kind: oneOf(CHAT_KINDS),
  url: text(REFERENCE_FORMS).optional(),
  secret: text(REFERENCE_FORMS).optional(),
}).superRefine((value, context) => {
  const complain = (path: string[], message: string) =>
    context.addIssue({ code: 'custom', path, message, params: { isSentence: true } });
  const isReference = (reference: string) => REFERENCE.test(reference);
  const isAddress = value.kind === 'pagerduty' && URL.parse(value.url ?? '')?.protocol === 'https:';
  if (value.url === undefined && value.kind !== 'pagerduty') complain([], `needs url: ${REFERENCE_FORMS}`);
  if (value.url !== undefined && !isAddress && !isReference(value.url))
    complain(['url'], `must be ${REFERENCE_FORMS}`);
  if (value.secret !== undefined && !isReference(value.secret))
    complain(['secret'], `must be ${REFERENCE_FORMS}`);
  if (value.secret === undefined && SECRETS[value.kind] === 'required')
    complain([], `needs secret: ${REFERENCE_FORMS}`);
  if (value.secret !== undefined && SECRETS[value.kind] === 'none')
    complain(['secret'], `is not known for ${value.kind}: its URL is its secret`);
});

const route = mapOf({
  severity: oneOf(['error', 'warning']).optional(),
  services: listOf(text('a service name, * for any part of it'), 'a list of service names').optional(),
  environments: listOf(text('a name, * for any part of it'), 'a list of environments').optional(),
  to: listOf(text('the name of a chat'), 'a list of names of chats').min(1, {
    error: 'a list of names of chats',
  }),
});

/** The fields of tracewarden.yml that are about messages. */
export const ALERTING_FIELDS = {
  language: oneOf(LANGUAGES).optional(),
  traceUrl: parsed(parseTraceUrl).optional(),
  chats: listOf(chat, 'a list of chats, each with name, kind and url')
    .refine((chats) => new Set(chats.map(({ name }) => name)).size === chats.length, {
      ...sentence('needs a name of its own for each chat'),
    })
    .optional(),
  routes: listOf(route, 'a list of routes, each with to').optional(),
  alerts: mapOf({
    remindAfter: parsed(parseDuration).optional(),
    confirmWindows: parsed(parseConfirm).optional(),
  }).optional(),
};

/** Routes lead to chats that there are. */
export function checkRoutes(
  file: {
    readonly chats?: readonly { readonly name: string }[] | undefined;
    readonly routes?: readonly { readonly to: readonly string[] }[] | undefined;
  },
  context: Pick<z.core.$RefinementCtx, 'addIssue'>,
): void {
  const names = file.chats?.map(({ name }) => name) ?? [];
  file.routes?.forEach(({ to }, index) =>
    to.forEach((name, place) => {
      if (names.includes(name)) return;
      const hint = names.length === 0 ? 'there are none' : `did you mean ${closest(name, names)}?`;
      context.addIssue({
        code: 'custom',
        path: ['routes', index, 'to', place],
        message: `${JSON.stringify(name)} is not the name of a chat; ${hint}`,
        params: { isSentence: true },
        input: name,
      });
    }),
  );
}
