import { CloudWatchMetrics } from '../lib/publish/metrics/cloudwatch';
import { SnsNotices } from '../lib/publish/sns-notices';

const metrics = new Map<string, CloudWatchMetrics>();
const notices = new Map<string, SnsNotices>();

/** Where metrics of a namespace go; its connections are kept between invocations. */
export function metricsOf(namespace: string): CloudWatchMetrics {
  const known = metrics.get(namespace) ?? new CloudWatchMetrics(namespace);
  metrics.set(namespace, known);
  return known;
}

/** Where notices for a topic go; its connections are kept between invocations. */
export function noticesOf(topic: string): SnsNotices {
  const known = notices.get(topic) ?? new SnsNotices(topic);
  notices.set(topic, known);
  return known;
}
