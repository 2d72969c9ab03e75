import type { Language } from '../../config/chat-kinds';
import type { Finding } from '../../report/finding-model';
import { formatCount } from '../../report/numbers';
import { findingKey } from '../alerts/state';
import type { RunNotice } from '../notice';
import { type BlockOptions, type CauseText, findingBlock, type Told, titleOf } from './finding-block';
import { textsOf } from './languages';
import { httpsLink } from './links';
import { type AlertMessage, CLOSED_KINDS, type Incident, MAX_SHOWN_FINDINGS, type Mood } from './model';
import { fill, type Line, namePart, textPart } from './parts';
import type { RunNews } from './run-news';
import { summaryLines } from './summary';
import type { Texts } from './texts';

/** How messages are written. */
export interface MessageSettings {
  readonly language: Language;
  readonly traceUrl: string | null;
  /** The most probable cause of a finding, where the audit can tell one. */
  readonly causeOf?: (finding: Finding) => CauseText | null;
}

/** Problems that are shown one by one. */
const SHOWN_PROBLEMS = 2;

/** The one message of a run to one chat. */
export function runMessage(notice: RunNotice, news: RunNews, settings: MessageSettings): AlertMessage {
  const { language, traceUrl, causeOf = () => null } = settings;
  const texts = textsOf(language);
  const options: BlockOptions = { texts, language, traceUrl, reference: notice.window.end };
  const findings = new Map(notice.findings.map((finding) => [findingKey(finding), finding]));
  const told = news.changes.map((change): Told => {
    const finding = findings.get(findingKey(change)) ?? null;
    return { change, finding, cause: finding === null ? null : causeOf(finding) };
  });
  const shown = told.slice(0, MAX_SHOWN_FINDINGS).map((one) => findingBlock(one, options));
  const { environment, source } = notice;
  return {
    id: notice.runId,
    language,
    mood: moodOf(notice, news),
    environment,
    source,
    at: notice.window.end,
    title: messageTitle(notice, news, told, options),
    summary: summaryLines(notice, news, texts),
    findings: shown,
    more: told.length - shown.length + news.moreChanges + (told.length > 0 ? notice.moreFindings : 0),
    notes: problemLines(notice.problems, texts),
    reportUrl: httpsLink(notice.report?.url ?? ''),
    alarmUrl: null,
    incidents: incidentsOf(notice, news),
  };
}

function messageTitle(
  notice: RunNotice,
  { changes, sight }: RunNews,
  told: readonly Told[],
  options: BlockOptions,
): Line {
  const { title } = options.texts;
  const source = namePart(notice.source);
  const [lead] = told;
  if (lead !== undefined && lead.change.tells) {
    const isOver = changes.length > 1 && changes.every(({ kind }) => kind === 'resolved');
    return isOver
      ? fill(title.allResolved, { count: formatCount(changes.length), source })
      : titleOf(lead, options);
  }
  if (sight !== null) return fill(title[sight.kind], { source });
  return fill(notice.verdict === 'unknown' ? title.unknown : title.ok, { source });
}

function moodOf(notice: RunNotice, { changes, sight }: RunNews): Mood {
  const open = changes.filter(({ kind }) => !CLOSED_KINDS.has(kind));
  if (open.some(({ severity }) => severity === 'error')) return 'error';
  if (open.some(({ severity }) => severity === 'warning')) return 'warning';
  if (sight !== null && sight.kind !== 'seeing') return 'unknown';
  if (changes.some(({ kind }) => kind === 'forgotten')) return 'unknown';
  return notice.verdict === 'unknown' ? 'unknown' : 'ok';
}

/** What was asked for by hand opens nothing; a run opens one incident, however many findings it has. */
function incidentsOf(notice: RunNotice, { changes, sight }: RunNews): Incident[] {
  if (notice.kind === 'incident') return [];
  const key = (about: string) => `tracewarden/${notice.environment}/${notice.source}/${about}`;
  const isOpen = changes.some(({ kind }) => !CLOSED_KINDS.has(kind));
  return [
    ...(sight === null
      ? []
      : [{ key: key('audit'), action: sight.kind === 'seeing' ? ('close' as const) : ('open' as const) }]),
    ...(changes.length === 0
      ? []
      : [{ key: key('findings'), action: isOpen ? ('open' as const) : ('close' as const) }]),
  ];
}

function problemLines(problems: readonly string[], { notes }: Texts): Line[] {
  const shown = problems
    .slice(0, SHOWN_PROBLEMS)
    .map((problem) => fill(notes.problem, { problem: textPart(problem) }));
  const more = problems.length - shown.length;
  return more > 0 ? [...shown, fill(notes.moreProblems, { count: formatCount(more) })] : shown;
}

/** `and 2 more`. */
export function moreText(language: Language, count: number): string {
  return textsOf(language).notes.more.replace('{count}', formatCount(count));
}
