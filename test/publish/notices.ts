import type { AlertingConfig } from '../../lib/config/alerting';
import { findingKey } from '../../lib/publish/alerts/state';
import type { RunNotice } from '../../lib/publish/notice';
import type { Finding } from '../../lib/report/finding-model';
import type { Passed } from '../../lib/report/passed-model';
import { OWN_ORPHANS, SILENT_CALLS } from '../report/samples';

/** Notices as runs give them, for the tests of messages, states and delivery. */

/** orders loses 420 of 10,000 spans; Wilson at 95 %: 3.82 to 4.61 %. */
export const ORDERS: Finding = {
  ...OWN_ORPHANS,
  service: 'orders',
  title: 'has spans whose parent was never stored',
  applicable: 10_000,
  failing: 420,
  rate: 0.042,
  interval: { low: 0.0382, high: 0.0461 },
  blame: { service: 'orders', basis: 'own' },
};

export const CART_CALLS: Finding = { ...SILENT_CALLS, exempt: 12 };

export const LATE_CHILDREN: Finding = {
  ...OWN_ORPHANS,
  check: 'child-outside-parent',
  title: 'has spans outside the time of their parent',
  severity: 'warning',
  service: 'worker',
  applicable: 5000,
  failing: 25,
  rate: 0.005,
  interval: { low: 0.0034, high: 0.0074 },
  blame: { service: null, basis: 'unknown' },
};

/** Of a check that has no text of its own. */
export const UNHEARD: Finding = {
  ...LATE_CHILDREN,
  check: 'a-later-check',
  title: 'does something new',
  service: 'search',
  blame: { service: 'gateway', basis: 'inferred' },
  examples: [],
  remedy: 'Do something about it.',
};

/** The hour from `hour`:00 of 20 November 2026. */
export function windowAt(hour: number): { start: string; end: string } {
  const time = (at: number) => new Date(Date.UTC(2026, 10, 20, at)).toISOString();
  return { start: time(hour), end: time(hour + 1) };
}

/** What was looked for in the samples' services and edges, each of them often enough, and was not found. */
export function passedBut(findings: readonly Finding[]): Passed[] {
  const found = new Set(findings.map(findingKey));
  const passing = [ORDERS, CART_CALLS, LATE_CHILDREN, UNHEARD].filter(
    (sample) => !found.has(findingKey(sample)),
  );
  return passing.map(({ check, service, edge }) => ({
    check,
    services: edge === null ? [service] : [],
    edges: edge === null ? [] : [edge],
  }));
}

/** A run over the hour from `hour`:00; its ID is made of it. What is no finding passes. */
export function noticeAt(
  hour: number,
  findings: readonly Finding[],
  more: Partial<RunNotice> = {},
): RunNotice {
  return {
    noticeVersion: 1,
    kind: 'audit',
    runId: `archive/${hour}`,
    environment: 'prod',
    source: 'archive',
    window: windowAt(hour),
    verdict: findings.some(({ severity }) => severity !== 'info') ? 'findings' : 'ok',
    judgedTraces: 12_345,
    incompleteTraces: 1204,
    completeness: 0.9025,
    sampleRate: 1,
    findings,
    moreFindings: 0,
    passed: passedBut(findings),
    morePassed: 0,
    problems: [],
    reason: null,
    nothingJudged: null,
    report: {
      key: `reports/archive/2026/11/20/${hour}.json.gz`,
      url: `https://reports.example.org/reports/archive/2026/11/20/${hour}.md`,
    },
    comparedWith: null,
    ...more,
  };
}

/** A run that could judge nothing. */
export function unknownAt(hour: number, more: Partial<RunNotice> = {}): RunNotice {
  return noticeAt(hour, [], {
    verdict: 'unknown',
    judgedTraces: 0,
    incompleteTraces: 0,
    completeness: null,
    passed: [],
    reason: 'no object was found for the window',
    nothingJudged: { because: 'no-object', count: 0 },
    ...more,
  });
}

export const CONFIG: AlertingConfig = {
  language: 'en',
  traceUrl: 'https://grafana.example.org/trace/{traceId}',
  chats: [],
  routes: [],
  remindAfter: 86_400_000,
  confirmWindows: 1,
};

/** A CloudWatch alarm as SNS brings it. */
export const ALARM = {
  AlarmName: 'tracewarden-prod-heartbeat-missing',
  AlarmDescription: 'No window was audited for two hours.',
  AWSAccountId: '123456789012',
  AlarmConfigurationUpdatedTimestamp: '2026-11-01T08:00:00.000+0000',
  NewStateValue: 'ALARM',
  NewStateReason:
    'Threshold Crossed: no datapoints were received for 2 periods and 2 missing datapoints were treated as [Breaching].',
  StateChangeTime: '2026-11-20T15:04:05.678+0000',
  Region: 'EU (Frankfurt)',
  AlarmArn: 'arn:aws:cloudwatch:eu-central-1:123456789012:alarm:tracewarden-prod-heartbeat-missing',
  OldStateValue: 'OK',
  OKActions: [],
  AlarmActions: ['arn:aws:sns:eu-central-1:123456789012:tracewarden-prod'],
  InsufficientDataActions: [],
  Trigger: {
    MetricName: 'AuditedWindows',
    Namespace: 'Tracewarden',
    StatisticType: 'Statistic',
    Statistic: 'SUM',
    Unit: null,
    Dimensions: [
      { value: 'prod', name: 'Environment' },
      { value: 'archive', name: 'Source' },
    ],
    Period: 3600,
    EvaluationPeriods: 2,
    ComparisonOperator: 'LessThanThreshold',
    Threshold: 1,
    TreatMissingData: 'breaching',
    EvaluateLowSampleCountPercentile: '',
  },
};
