import { stringify } from 'yaml';
import type { AlertingConfig } from './alerting';
import type { CheckThresholds, EffectiveConfig, LimitsAndSeverity } from './effective';
import type { RunSettings } from './runs';
import type { SourceSetting } from './source-setting';
import { formatBytes, formatDuration } from './units';
import type { WindowSetting } from './window';

/**
 * The settings as a tracewarden.yml that says the same, with a comment on where each value comes from.
 * @param fileName of the file that was read, for the comments
 */
export function describeConfig(config: EffectiveConfig, fileName: string | null = null): string {
  const field = (path: string, value: unknown): string => {
    const origin = config.origins.get(path) ?? 'default';
    const comment = origin === 'file' && fileName !== null ? JSON.stringify(fileName).slice(1, -1) : origin;
    return entry(path, value, comment);
  };
  return [
    ...sourceLines(config.sources, field),
    config.window === null
      ? '# window: none, everything is judged\n'
      : field('window', windowValue(config.window)),
    field('settle', formatDuration(config.settle)),
    'margin:\n',
    field('margin.before', formatDuration(config.margin.before)),
    field('margin.after', formatDuration(config.margin.after)),
    field('sample', config.sample),
    field('maxMemory', sizeValue(config.maxMemory)),
    field('maxObjectSize', formatBytes(config.maxObjectSize)),
    field('threads', config.threads),
    field('minApplicable', config.minApplicable),
    field('failOn', config.failOn),
    field('services', config.services),
    field('checks', config.checks),
    'thresholds:\n',
    '  default:\n',
    field('thresholds.default.error', config.thresholds.default.error),
    field('thresholds.default.warning', config.thresholds.default.warning),
    field('thresholds.checks', checksValue(config.thresholds.checks)),
    field(
      'exemptions',
      config.exemptions.map(({ check, service, edge, reason, until }) =>
        withoutNull({ check, service, edge, reason, until }),
      ),
    ),
    field('edges', config.edges.map(withoutNull)),
    ...alertingLines(config.alerting, field),
    ...runLines(config.runs, field),
  ].join('');
}

/** Messages: only the references to secrets are shown, for that is all that is known of them. */
function alertingLines(
  { language, traceUrl, chats, routes, remindAfter, confirmWindows }: AlertingConfig,
  field: (path: string, value: unknown) => string,
): string[] {
  return [
    field('language', language),
    ...(traceUrl === null ? [] : [field('traceUrl', traceUrl)]),
    field('chats', chats.map(withoutNull)),
    field('routes', routes),
    'alerts:\n',
    field('alerts.remindAfter', formatDuration(remindAfter)),
    field('alerts.confirmWindows', confirmWindows),
  ];
}

/** Settings of runs; what is not set at all is left out. */
function runLines(
  { environment, report, metrics, schedule }: RunSettings,
  field: (path: string, value: unknown) => string,
): string[] {
  const { maxTries, ...durations } = schedule;
  return [
    field('environment', environment),
    'report:\n',
    ...Object.entries(withoutNull(report)).map(([key, value]) => field(`report.${key}`, value)),
    'metrics:\n',
    ...Object.entries(metrics).map(([key, value]) => field(`metrics.${key}`, value)),
    'schedule:\n',
    ...Object.entries(durations).map(([key, value]) => field(`schedule.${key}`, formatDuration(value))),
    field('schedule.maxTries', maxTries),
  ];
}

/** One key with its value, indented by the depth of its path, and a comment at the end of its first line. */
function entry(path: string, value: unknown, comment: string): string {
  const steps = path.split('.');
  const indent = '  '.repeat(steps.length - 1);
  const lines = stringify({ [steps.at(-1) ?? path]: value }, { lineWidth: 0 })
    .trimEnd()
    .split('\n');
  return lines.map((line, index) => `${indent}${line}${index === 0 ? ` # ${comment}` : ''}\n`).join('');
}

/** Each source with the origin of each of its fields. */
function sourceLines(
  sources: readonly SourceSetting[],
  field: (path: string, value: unknown) => string,
): string[] {
  if (sources.length === 0) return [field('sources', [])];
  const fields = sources.flatMap((source, index) =>
    Object.entries(withoutNull(source)).map(([key, value], place) => {
      const text = field(`sources.${index}.${key}`, value);
      return place === 0 ? text.replace('    ', '  - ') : text;
    }),
  );
  return ['sources:\n', ...fields];
}

function windowValue(window: WindowSetting): unknown {
  return 'last' in window
    ? { last: formatDuration(window.last) }
    : { from: window.from, to: window.to ?? 'now' };
}

function sizeValue(size: number | 'auto'): string {
  return size === 'auto' ? size : formatBytes(size);
}

function checksValue(checks: EffectiveConfig['thresholds']['checks']): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(checks).flatMap(([id, own]) => (own === undefined ? [] : [[id, checkValue(own)]])),
  );
}

function checkValue({ services, ...limits }: CheckThresholds): unknown {
  const entries = Object.entries(services ?? {}).map(([name, own]: [string, LimitsAndSeverity]) => [
    name,
    withoutNull(own),
  ]);
  return { ...withoutNull(limits), ...(entries.length > 0 ? { services: Object.fromEntries(entries) } : {}) };
}

function withoutNull(value: object): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(value).filter(([, inner]) => inner !== null && inner !== undefined),
  );
}
