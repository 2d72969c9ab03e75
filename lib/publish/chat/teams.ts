import type { AlertMessage, Mood } from '../messages/model';
import { type Line, type Part, plainText } from '../messages/parts';
import { judgeStatus } from './answers';
import type { Chat, JsonObject, Limit } from './chat';
import { jsonRequest, payloadBytes } from './json-request';
import { fit, outline, type Section } from './outline';

const LIMITS = {
  message: {
    value: 28_672,
    unit: 'bytes',
    source: 'https://github.com/MicrosoftDocs/msteams-docs/issues/11274 (28,672 bytes as Teams stores it)',
  },
  // The same report: 24,453 bytes sent were 28,897 as stored, 18 % more.
  payload: {
    value: 21_504,
    unit: 'bytes',
    source: 'three quarters of the above, for what the workflow adds',
  },
  rate: {
    value: 240,
    unit: 'messages per minute',
    source:
      'https://learn.microsoft.com/microsoftteams/platform/webhooks-and-connectors/how-to/connectors-using (4 a second)',
  },
} as const satisfies Record<string, Limit>;

const COLORS: Readonly<Record<Mood, string>> = {
  error: 'attention',
  warning: 'warning',
  ok: 'good',
  unknown: 'default',
};

/**
 * A workflow "When a Teams webhook request is received". Text goes into TextRuns, in which nothing is markdown
 * (https://adaptivecards.io/explorer/TextRun.html), and mentions need entities of the card, of which it has none: a
 * name can only ever be text. Version 1.4 is the latest that all tenants show.
 */
export const teams: Chat = {
  kind: 'teams',
  title: 'Microsoft Teams',
  limits: LIMITS,
  defaultUrl: null,
  payloads: (message) => [fit(message, build, (payload) => payloadBytes(payload) <= LIMITS.payload.value)],
  request: (payload, { url }) => jsonRequest(url, payload),
  judge: judgeStatus,
};

function build(message: AlertMessage, shown: number): JsonObject {
  return {
    type: 'message',
    attachments: [
      {
        contentType: 'application/vnd.microsoft.card.adaptive',
        contentUrl: null,
        content: {
          $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
          type: 'AdaptiveCard',
          version: '1.4',
          fallbackText: inert(plainText(message.title)),
          msteams: { width: 'Full' },
          body: [title(message), ...outline(message, shown).map(container)],
        },
      },
    ],
  };
}

function title({ title: line, mood }: AlertMessage): JsonObject {
  return richText([
    { type: 'TextRun', text: inert(plainText(line)), weight: 'bolder', size: 'large', color: COLORS[mood] },
  ]);
}

function container({ heading, lines }: Section): JsonObject {
  return {
    type: 'Container',
    separator: true,
    items: [
      ...(heading === null
        ? []
        : [richText([{ type: 'TextRun', text: inert(plainText(heading)), weight: 'bolder' }])]),
      ...lines.map((line) => richText(runs(line))),
    ],
  };
}

function richText(inlines: readonly JsonObject[]): JsonObject {
  return { type: 'RichTextBlock', spacing: 'small', inlines };
}

function runs(line: Line): JsonObject[] {
  return line.map((part) => ({ type: 'TextRun', text: inert(part.text), ...style(part) }));
}

function style(part: Part): JsonObject {
  if (part.kind === 'link') return { selectAction: { type: 'Action.OpenUrl', url: part.url } };
  if (part.kind === 'name') return { fontType: 'monospace' };
  return part.kind === 'strong' ? { weight: 'bolder' } : {};
}

/** Cards fill in `{{DATE(...)}}`, and their templates `${...}`: the braces are kept apart. `<at>` is a mention's place. */
function inert(text: string): string {
  return text
    .replaceAll('{{', '{ {')
    .replaceAll('${', '$ {')
    .replaceAll('@{', '@ {')
    .replaceAll(/<(?=\/?at\b)/gi, '‹');
}
