import { textsOf } from '../messages/languages';
import type { AlertMessage } from '../messages/model';
import { type Line, type LinkPart, textPart } from '../messages/parts';
import { moreText } from '../messages/run-message';

/** A message as chats lay it out: sections one below the other. */
export interface Section {
  readonly heading: Line | null;
  readonly lines: readonly Line[];
}

/**
 * The sections below the title: summary, findings, what was left out, notes and the link to the report.
 * @param shown so many findings, the first ones; the others are counted
 */
export function outline(message: AlertMessage, shown: number): Section[] {
  const more = message.more + message.findings.length - shown;
  const notes: Line[] = [
    ...(more > 0 ? [[textPart(moreText(message.language, more))]] : []),
    ...message.notes,
    ...linksOf(message).map((link) => [link]),
  ];
  return [
    { heading: null, lines: message.summary },
    ...message.findings.slice(0, shown).map(({ heading, lines }) => ({ heading, lines })),
    ...(notes.length > 0 ? [{ heading: null, lines: notes }] : []),
  ];
}

/** The links of a message as a whole: to the full report, or to the alarm. */
export function linksOf({ reportUrl, alarmUrl, language }: AlertMessage): LinkPart[] {
  const { report, alarm } = textsOf(language).notes;
  return [
    ...(reportUrl === null ? [] : [{ kind: 'link', text: report, url: reportUrl } as const]),
    ...(alarmUrl === null ? [] : [{ kind: 'link', text: alarm, url: alarmUrl } as const]),
  ];
}

/**
 * The message with as many findings as fit, cut between findings. What is left with none is small: names, sentences
 * and links are bounded, and notes are dropped last.
 */
export function fit<Payload>(
  message: AlertMessage,
  build: (message: AlertMessage, shown: number) => Payload,
  fits: (payload: Payload) => boolean,
): Payload {
  for (let shown = message.findings.length; shown > 0; shown--) {
    const payload = build(message, shown);
    if (fits(payload)) return payload;
  }
  const short = build(message, 0);
  return fits(short) ? short : build({ ...message, notes: [], summary: message.summary.slice(0, 2) }, 0);
}
