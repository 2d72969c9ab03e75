import type { EffectiveConfig } from '../config/effective';
import type { Window } from '../model/window';
import { fitNotice, MAX_NOTICE_PROBLEMS, type RunNotice } from '../publish/notice';
import { reportKey, storeReport, windowId } from '../publish/report-storage';
import type { Report } from '../report/model';
import { escapeUntrusted } from '../report/untrusted';
import { type NothingJudged, whyNothing } from '../report/why-unknown';
import { configFor } from './audit-window';
import { compareWith } from './compare';
import { withinTime } from './deadline';
import type { IncidentDeps } from './deps';
import { parseRequest, type RawRequest, RequestError } from './incident-request';
import { incidentWindows } from './incident-windows';
import { reasonOf } from './log';
import { type NamedSource, namedSources } from './sources';
import { noticeOf } from './window-notice';

/** Of the time that is left, what the window itself may take; the rest is for the baseline. */
const FIRST_SHARE = 0.6;

/**
 * Audits the window of an incident and the one that it is compared with, stores both reports, sends the notice and gives
 * it as the answer, which is well under the 6 MB of a synchronous one. Touches neither the state of the schedule nor
 * the metrics: what is looked at twice must not count twice.
 * @param request as the event has it
 * @throws RequestError where the request is wrong: one sentence for the caller
 * @throws SourceError, StoreError, OutOfTime where the window could not be audited or stored
 */
export async function runIncident(
  request: unknown,
  config: EffectiveConfig,
  deps: IncidentDeps,
): Promise<RunNotice> {
  const parsed = parseRequest(request);
  const { window, baseline } = incidentWindows(parsed, deps.now());
  const source = narrowed(chosenSource(parsed, config), parsed);
  const settings = settingsFor(parsed, config);
  deps.log({ step: 'incident', source: source.name, window: windowId(window), baseline: windowId(baseline) });

  const key = reportKey(source.name, window, `-incident-${deps.eventId}`);
  const audit = (of: Window, share: number) =>
    withinTime(deps.remainingMillis() * share, (signal) =>
      deps.audit(configFor(settings, source, of), {
        now: deps.now(),
        signal,
        traceIds: source.kind === 'archive' ? parsed.traceIds : undefined,
        mayBeEmpty: true,
      }),
    );
  const { report } = await storeReport(deps.store, key, await audit(window, FIRST_SHARE));
  const runId = `incident/${deps.eventId}`;
  const plain = noticeOf(report, { kind: 'incident', runId, source: source.name, window, key }, config);
  const own = withMissing(plain, report, parsed);
  const notice = await compared(own, report, baseline, deps, async () => {
    const stored = await storeReport(deps.store, `${key}-baseline`, await audit(baseline, 1));
    return stored.report;
  });
  await tell(notice, deps);
  return notice;
}

/** Of a service its findings alone; of traces that are named every fault counts, however few they are. */
function settingsFor({ service, traceIds }: RawRequest, config: EffectiveConfig): EffectiveConfig {
  return {
    ...config,
    services: service === undefined ? config.services : [service],
    minApplicable: traceIds === undefined ? config.minApplicable : 1,
  };
}

/** Traces that are named are no sample: where all that was read is others, that is what is told. */
function withMissing(notice: RunNotice, report: Report, { traceIds }: RawRequest): RunNotice {
  const because = notice.nothingJudged?.because ?? null;
  const isMissing = because === 'not-sampled' || because === 'outside-window';
  if (traceIds === undefined || !isMissing) return notice;
  const nothing: NothingJudged = { because: 'not-found', count: traceIds.length };
  return { ...notice, reason: whyNothing(nothing, report), nothingJudged: nothing };
}

/** The notice with what the baseline tells; where that cannot be audited, the window's own result stands. */
async function compared(
  notice: RunNotice,
  report: Report,
  window: Window,
  deps: IncidentDeps,
  audit: () => Promise<Report>,
): Promise<RunNotice> {
  try {
    return fitNotice({ ...notice, comparedWith: compareWith(await audit(), window, report) });
  } catch (error) {
    const reason = reasonOf(error);
    deps.log({ step: 'baseline-failed', reason });
    return withProblem(notice, `the baseline could not be audited: ${reason}`);
  }
}

/** Who asked has the answer, whether others hear of it or not. */
async function tell(notice: RunNotice, deps: IncidentDeps): Promise<void> {
  try {
    await deps.notices.send(notice);
  } catch (error) {
    deps.log({ step: 'notice-failed', reason: reasonOf(error) });
  }
}

function withProblem(notice: RunNotice, problem: string): RunNotice {
  return { ...notice, problems: [problem, ...notice.problems].slice(0, MAX_NOTICE_PROBLEMS) };
}

function chosenSource({ source }: RawRequest, config: EffectiveConfig): NamedSource {
  const sources = namedSources(config);
  const names = sources.map(({ name }) => name).join(', ');
  if (source === undefined) {
    const [only, ...others] = sources;
    if (only !== undefined && others.length === 0) return only;
    throw new RequestError(
      only === undefined ? 'source: none is configured' : `source: missing; give one of ${names}`,
    );
  }
  const found = sources.find(({ name }) => name === source);
  if (found === undefined) {
    throw new RequestError(`source: "${escapeUntrusted(source)}" is not known; give one of ${names}`);
  }
  return found;
}

/** A live source is asked for what the request names; an archive has no queries, and is read as a whole. */
function narrowed(source: NamedSource, { query, traceIds }: RawRequest): NamedSource {
  if (query !== undefined && source.kind === 'archive') {
    throw new RequestError(
      `query: ${source.name} is an archive, which has no queries; give traceIds or service`,
    );
  }
  if (query !== undefined && traceIds !== undefined) {
    throw new RequestError('query: not together with traceIds; give one of the two');
  }
  const ids = source.kind === 'live' && traceIds !== undefined ? queryOfIds(traceIds) : undefined;
  const asked = { query: query ?? ids };
  return asked.query === undefined ? source : { ...source, setting: { ...source.setting, ...asked } };
}

/** TraceQL for some traces. Source: Grafana Tempo, TraceQL, intrinsic `trace:id`. */
function queryOfIds(traceIds: readonly string[]): string {
  return `{ ${traceIds.map((id) => `trace:id = "${id.toLowerCase()}"`).join(' || ')} }`;
}
