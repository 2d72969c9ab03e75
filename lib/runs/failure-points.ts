import type { EffectiveConfig } from '../config/effective';
import type { Window } from '../model/window';
import { dimensionValue, type MetricPoint } from '../publish/metrics/limits';

/** The point of a window that a run tried in vain: an alarm on FailedWindows tells that audits fail. */
export function failurePoints({ end }: Window, source: string, { runs }: EffectiveConfig): MetricPoint[] {
  const dimensions = {
    Environment: dimensionValue(runs.environment),
    Source: dimensionValue(source),
  };
  return [{ name: 'FailedWindows', unit: 'Count', value: 1, dimensions, time: end }];
}
