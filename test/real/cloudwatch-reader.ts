import { type CloudWatchClient, GetMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import type { MetricPoint } from '../../lib/publish/metrics/limits';

/** What CloudWatch says of a metric within an hour of a point, a value for each minute that has one. */
export interface Statistics {
  readonly Average: readonly number[];
  readonly Maximum: readonly number[];
  readonly SampleCount: readonly number[];
}

const NAMES = ['Average', 'Maximum', 'SampleCount'] as const;
const HOUR = 3_600_000;

/** Reads a metric back. moto's GetMetricData tells metrics apart by their dimensions alone, its GetMetricStatistics not even so. */
export async function readMetric(
  client: CloudWatchClient,
  namespace: string,
  { name, dimensions, time }: Pick<MetricPoint, 'name' | 'dimensions' | 'time'>,
): Promise<Statistics> {
  const Metric = {
    Namespace: namespace,
    MetricName: name,
    Dimensions: Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value })),
  };
  const { MetricDataResults = [] } = await client.send(
    new GetMetricDataCommand({
      StartTime: new Date(time - HOUR),
      EndTime: new Date(time + HOUR),
      MetricDataQueries: NAMES.map((Stat) => ({
        Id: Stat.toLowerCase(),
        MetricStat: { Metric, Period: 60, Stat },
      })),
    }),
  );
  const valuesOf = (name: string) =>
    MetricDataResults.find(({ Id }) => Id === name.toLowerCase())?.Values ?? [];
  return {
    Average: valuesOf('Average'),
    Maximum: valuesOf('Maximum'),
    SampleCount: valuesOf('SampleCount'),
  };
}
