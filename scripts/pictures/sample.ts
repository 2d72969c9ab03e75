import type { Language } from '../../lib/config/chat-kinds';
import { EMPTY_STATE } from '../../lib/publish/alerts/state';
import { transition } from '../../lib/publish/alerts/transition';
import type { AlertMessage } from '../../lib/publish/messages/model';
import { runMessage } from '../../lib/publish/messages/run-message';
import type { RunNotice } from '../../lib/publish/notice';
import type { Finding } from '../../lib/report/finding-model';

const SETTINGS = {
  traceUrl: 'https://grafana.example.org/trace/{traceId}',
  confirmWindows: 1,
  remindAfter: 86_400_000,
};

const ORDERS: Finding = {
  check: 'orphan-span',
  title: 'has spans whose parent was never stored',
  severity: 'error',
  service: 'orders',
  edge: null,
  unit: 'span',
  applicable: 10_000,
  failing: 420,
  exempt: 0,
  rate: 0.042,
  interval: { low: 0.0382, high: 0.0461 },
  reasons: { 'local-parent-missing': 420 },
  blame: { service: 'orders', basis: 'own' },
  firstSeen: '2026-11-20T14:02:11.125Z',
  lastSeen: '2026-11-20T14:58:40.900Z',
  histogram: null,
  examples: [
    { traceId: '4bf92f3577b34da6a3ce929d0e0e4736', spanId: '00f067aa0ba902b7' },
    { traceId: '5b8efff798038103d269b633813fc60c', spanId: 'eee19b7ec3c1b174' },
  ],
  remedy: '',
};

const CALLS: Finding = {
  ...ORDERS,
  check: 'client-without-server',
  title: 'makes calls that the called service has no span for',
  service: 'frontend',
  edge: { from: 'frontend', to: 'cart' },
  unit: 'call',
  applicable: 1180,
  failing: 55,
  rate: 55 / 1180,
  interval: { low: 0.036, high: 0.0602 },
  blame: { service: 'cart', basis: 'inferred' },
  examples: [{ traceId: '0af7651916cd43dd8448eb211c80319c', spanId: 'b7ad6b7169203331' }],
};

const notice = (hour: number, findings: readonly Finding[]): RunNotice => ({
  noticeVersion: 1,
  kind: 'audit',
  runId: `archive/${hour}`,
  environment: 'prod',
  source: 'archive',
  window: { start: `2026-11-20T${hour}:00:00.000Z`, end: `2026-11-20T${hour + 1}:00:00.000Z` },
  verdict: findings.length > 0 ? 'findings' : 'unknown',
  judgedTraces: findings.length > 0 ? 12_345 : 0,
  incompleteTraces: findings.length > 0 ? 430 : 0,
  completeness: findings.length > 0 ? 0.965 : null,
  sampleRate: 1,
  findings,
  moreFindings: 0,
  passed: [],
  morePassed: 0,
  problems: [],
  reason: findings.length > 0 ? null : 'no object was found for the window',
  nothingJudged: findings.length > 0 ? null : { because: 'no-object', count: 0 },
  report: {
    key: `reports/archive/2026/11/20/${hour}.json.gz`,
    url: `https://reports.example.org/reports/archive/2026/11/20/${hour}.md`,
  },
  comparedWith: null,
});

/** The message of the pictures: orders began to lose spans, while another finding goes on. */
export function sampleMessage(language: Language): AlertMessage {
  return lastOf([notice(13, [CALLS]), notice(14, [ORDERS, CALLS])], language);
}

/** The message of a run that could judge nothing. */
export function unknownMessage(language: Language): AlertMessage {
  return lastOf([notice(14, [])], language);
}

function lastOf(notices: readonly [RunNotice, ...RunNotice[]], language: Language): AlertMessage {
  let state = EMPTY_STATE;
  let [last] = notices;
  let moved = transition(state, last, SETTINGS);
  for (const next of notices.slice(1)) {
    state = moved.state;
    last = next;
    moved = transition(state, next, SETTINGS);
  }
  return runMessage(last, moved.run, { ...SETTINGS, language });
}
