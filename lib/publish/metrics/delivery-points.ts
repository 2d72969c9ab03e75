import type { DeliveryReport } from '../alerts/alert';
import { dimensionValue, type MetricPoint } from './limits';

/**
 * What became of messages, for each chat that was posted to. Not counted is where nothing was tried: the chat had the
 * message already, has nothing to be told of it, or is being posted to by another event.
 * @param environment of the function that posts: what a notice or an alarm names is not bounded
 * @param time of the posting, milliseconds since the epoch
 */
export function deliveryPoints(
  reports: readonly DeliveryReport[],
  environment: string,
  time: number,
): MetricPoint[] {
  const tried = reports
    .flatMap(({ chats }) => chats)
    .filter(({ result }) => result === 'posted' || result === 'failed');
  return [...Map.groupBy(tried, ({ chat }) => chat)].flatMap(([chat, results]) => {
    const dimensions = { Environment: dimensionValue(environment), Chat: dimensionValue(chat) };
    const sent = results.filter(({ result }) => result === 'posted').length;
    return [
      { name: 'NotificationsSent', unit: 'Count', value: sent, dimensions, time },
      { name: 'NotificationsFailed', unit: 'Count', value: results.length - sent, dimensions, time },
    ] as const;
  });
}
