import { z } from 'zod';
import type { ChatKind } from '../../lib/config/chat-kinds';
import type { JsonObject } from '../../lib/publish/chat/chat';
import { markdownLines, markdownRuns, type PictureLine, type Run } from './runs';

const entities = (text: string) =>
  text
    .replaceAll(/&#(\d+);/g, (_, code: string) => String.fromCodePoint(Number(code)))
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');
const backslashes = (text: string) => text.replaceAll(/\\(.)/g, '$1');
const asItIs = (text: string) => text;

const title = (text: string): PictureLine => ({ size: 'large', runs: [{ text, style: 'bold' }] });
const plain = (text: string): PictureLine => ({ size: 'normal', runs: [{ text, style: 'plain' }] });

const slack = z.object({
  blocks: z.array(z.object({ type: z.string(), text: z.object({ text: z.string() }) })),
});
const textRun = z.object({
  text: z.string(),
  weight: z.string().optional(),
  size: z.string().optional(),
  fontType: z.string().optional(),
  selectAction: z.unknown().optional(),
});
const richText = z.object({ inlines: z.array(textRun) });
const teams = z.object({
  attachments: z.tuple([
    z.object({
      content: z.object({ body: z.array(z.union([richText, z.object({ items: z.array(richText) })])) }),
    }),
  ]),
});
const discord = z.object({ embeds: z.array(z.object({ title: z.string(), description: z.string() })) });
const feishu = z.object({
  card: z.object({
    header: z.object({ title: z.object({ content: z.string() }) }),
    elements: z.array(z.object({ text: z.object({ content: z.string() }).optional() })),
  }),
});
const dingtalk = z.object({ markdown: z.object({ text: z.string() }) });
const wecom = z.object({ markdown: z.object({ content: z.string() }) });
const pagerduty = z.object({
  payload: z.object({
    summary: z.string(),
    severity: z.string(),
    source: z.string(),
    custom_details: z.object({ text: z.array(z.string()) }),
  }),
  links: z.array(z.object({ text: z.string() })).default([]),
});

/** What a person sees of a payload: read from the payload itself, as its chat would. */
export const LINES: Readonly<Record<ChatKind, (payload: JsonObject) => PictureLine[]>> = {
  slack: (payload) =>
    slack
      .parse(payload)
      .blocks.flatMap(({ type, text }): PictureLine[] =>
        type === 'header' ? [title(text.text)] : ['rule', ...markdownLines(text.text, entities)],
      ),
  teams: (payload) =>
    teams
      .parse(payload)
      .attachments[0].content.body.flatMap((part): PictureLine[] =>
        'items' in part ? ['rule', ...part.items.map(cardLine)] : [cardLine(part)],
      ),
  discord: (payload) =>
    discord
      .parse(payload)
      .embeds.flatMap((embed): PictureLine[] => [
        { size: 'large', runs: [{ text: backslashes(embed.title), style: 'bold' }] },
        ...embed.description
          .split('\n\n')
          .flatMap((part): PictureLine[] => ['rule', ...markdownLines(part, backslashes)]),
      ]),
  feishu: (payload) => {
    const { header, elements } = feishu.parse(payload).card;
    return [
      title(header.title.content),
      'rule',
      ...elements.flatMap(({ text }): PictureLine[] =>
        text === undefined ? ['rule'] : markdownLines(text.content, entities),
      ),
    ];
  },
  dingtalk: (payload) => markdownLines(dingtalk.parse(payload).markdown.text, asItIs),
  wecom: (payload) =>
    wecom
      .parse(payload)
      .markdown.content.split('\n\n')
      .flatMap((part, index): PictureLine[] => [
        ...(index > 0 ? (['rule'] as const) : []),
        ...markdownLines(part, asItIs),
      ]),
  pagerduty: (payload) => {
    const { payload: event, links } = pagerduty.parse(payload);
    return [
      title(event.summary),
      { size: 'normal', runs: markdownRuns(`${event.severity} · ${event.source}`, asItIs) },
      'rule',
      ...event.custom_details.text.map(plain),
      ...links.map(({ text }): PictureLine => ({ size: 'normal', runs: [{ text, style: 'link' }] })),
    ];
  },
  webhook: (payload) =>
    JSON.stringify(payload, null, 2)
      .split('\n')
      .map((text): PictureLine => ({ size: 'normal', runs: [{ text, style: 'code' }] })),
};

function cardLine({ inlines }: z.output<typeof richText>): PictureLine {
  return {
    size: inlines[0]?.size === 'large' ? 'large' : 'normal',
    runs: inlines.map((run): Run => ({ text: run.text, style: styleOf(run) })),
  };
}

function styleOf({ selectAction, fontType, weight }: z.output<typeof textRun>): Run['style'] {
  if (selectAction !== undefined) return 'link';
  if (fontType === 'monospace') return 'code';
  return weight === 'bolder' ? 'bold' : 'plain';
}
