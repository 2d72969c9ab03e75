import type { Finding } from '../../report/finding-model';
import { formatCount } from '../../report/numbers';
import { FORGET_AFTER_DAYS } from '../alerts/follow';
import type { Change } from '../alerts/state';
import { checkTexts } from './languages';
import { traceLink } from './links';
import { type FindingBlock, type FindingData, MAX_SHOWN_TRACES } from './model';
import { intervalText, percentText, rateText, timeText } from './numbers';
import { fill, joinLines, type Line, namePart, plainText, strongPart, textPart } from './parts';
import type { Texts } from './texts';

/** Why a finding is there, where an audit can tell. Probability from 0 to 1. */
export interface CauseText {
  readonly id: string;
  readonly title: string;
  readonly probability: number;
  readonly evidence: string;
  readonly setting: string;
}

/** What a block is made of besides the finding. */
export interface BlockOptions {
  readonly texts: Texts;
  readonly language: 'en' | 'zh';
  readonly traceUrl: string | null;
  /** RFC 3339; times of another day are shown with it. */
  readonly reference: string;
}

/** What is known of a finding in a run: the change, and the finding itself unless it is gone. */
export interface Told {
  readonly change: Change;
  readonly finding: Finding | null;
  readonly cause: CauseText | null;
}

/** A finding as people read it: the heading says what, where and since when. */
export function findingBlock(told: Told, options: BlockOptions): FindingBlock {
  const { change, finding } = told;
  const note = changeText(told, options);
  const what = whatText(told, options);
  const heading = note === '' ? what : fill(options.texts.finding.heading, { what, note });
  return {
    heading,
    lines:
      finding === null || change.kind === 'resolved'
        ? goneLines(told, options)
        : lines(told, finding, options),
    data: dataOf(change, finding),
  };
}

/** The title of a message that this finding leads. */
export function titleOf(told: Told, options: BlockOptions): Line {
  const { change } = told;
  return fill(options.texts.title[change.kind], {
    what: whatText(told, options),
    since: timeText(change.since, options.reference),
    before: change.before === null ? '' : rateText(change.before, options.texts),
    days: String(FORGET_AFTER_DAYS),
    subject: subjectOf(told, options),
    label: labelOf(told, options),
  });
}

/** `orders loses 4.2 % of spans (3.9-4.6 %)`; of a finding that is gone: what the trouble was called. */
function whatText(told: Told, options: BlockOptions): Line {
  const { finding, change } = told;
  const subject = subjectOf(told, options);
  if (finding === null || change.kind === 'resolved')
    return fill(options.texts.finding.gone, { subject, label: labelOf(told, options) });
  const own = checkTexts(options.language, finding.check);
  return fill(own?.says ?? options.texts.finding.any, {
    subject,
    blamed: namePart(finding.blame.service ?? finding.service),
    title: textPart(finding.title),
    unit: options.texts.unit[finding.unit].trim(),
    rate: percentText(finding.rate, options.texts),
    interval: intervalText(finding.interval, options.texts),
  });
}

function changeText({ change }: Told, { texts, reference }: BlockOptions): string {
  const line = fill(texts.change[change.kind], {
    since: timeText(change.since, reference),
    before: change.before === null ? '' : rateText(change.before, texts),
    days: String(FORGET_AFTER_DAYS),
  });
  return plainText(line);
}

function lines(told: Told, finding: Finding, options: BlockOptions): Line[] {
  const { texts, language } = options;
  const { failing, applicable, exempt, unit, edge, examples } = finding;
  const numbers = fill(texts.finding.numbers, {
    failing: formatCount(failing),
    applicable: formatCount(applicable),
    unit: texts.unit[unit],
  });
  const facts = [
    ...(edge === null || isEdgeSaid(finding, options) ? [] : [subjectOf(told, options)]),
    numbers,
    ...(exempt > 0 ? [fill(texts.finding.exempt, { exempt: formatCount(exempt) })] : []),
    blameText(finding, texts),
  ];
  const traces = [...new Set(examples.map(({ traceId }) => traceId))].slice(0, MAX_SHOWN_TRACES);
  const action = checkTexts(language, finding.check)?.action ?? finding.remedy;
  return [
    ...causeLines(told.cause, texts),
    joinLines(facts, texts.finding.facts),
    ...(traces.length > 0 ? [tracesText(traces, options)] : []),
    fill(texts.finding.action, { action: textPart(action) }),
  ];
}

/** Most headings name the edge; those that name who is to blame do not. */
function isEdgeSaid({ check }: Finding, { language, texts }: BlockOptions): boolean {
  return (checkTexts(language, check)?.says ?? texts.finding.any).includes('{subject}');
}

function goneLines({ change, finding }: Told, { texts }: BlockOptions): Line[] {
  const said =
    change.before === null ? [] : [fill(texts.finding.resolved, { before: rateText(change.before, texts) })];
  return finding === null ? said : [...said, blameText(finding, texts)];
}

function causeLines(cause: CauseText | null, texts: Texts): Line[] {
  if (cause === null) return [];
  const probability = percentText(cause.probability, texts);
  return [
    fill(texts.finding.cause, { probability, title: strongPart(cause.title) }),
    fill(texts.finding.evidence, { evidence: textPart(cause.evidence) }),
    fill(texts.finding.setting, { setting: namePart(cause.setting) }),
  ];
}

function tracesText(traceIds: readonly string[], { texts, traceUrl }: BlockOptions): Line {
  const shown = traceIds.map((traceId): Line => {
    const url = traceLink(traceUrl, traceId);
    return [url === null ? namePart(traceId) : { kind: 'link', text: traceId, url }];
  });
  return fill(texts.finding.traces, { traces: joinLines(shown, texts.finding.list) });
}

function blameText({ blame }: Finding, { finding }: Texts): Line {
  if (blame.service === null) return fill(finding.blameUnknown, {});
  return fill(blame.basis === 'own' ? finding.blameOwn : finding.blameInferred, {
    blame: namePart(blame.service),
  });
}

function subjectOf({ change }: Told, { texts }: BlockOptions): Line {
  const { service, edge } = change;
  if (edge === null) return [namePart(service)];
  return fill(texts.finding.edge, { from: namePart(edge.from), to: namePart(edge.to) });
}

function labelOf({ change, finding }: Told, { language }: BlockOptions): string {
  return checkTexts(language, change.check)?.label ?? finding?.title ?? change.check;
}

function dataOf(change: Change, finding: Finding | null): FindingData {
  const { check, service, edge, severity, kind, since, before } = change;
  const last = before ?? { rate: 0, low: 0, high: 0 };
  return {
    check,
    service,
    edge,
    severity,
    change: kind,
    since,
    rate: finding?.rate ?? last.rate,
    interval: finding?.interval ?? { low: last.low, high: last.high },
    failing: finding?.failing ?? null,
    applicable: finding?.applicable ?? null,
    blame: finding?.blame.service ?? null,
    traceIds: (finding?.examples ?? []).slice(0, MAX_SHOWN_TRACES).map(({ traceId }) => traceId),
  };
}
