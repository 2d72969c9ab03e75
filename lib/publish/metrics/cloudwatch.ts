import type { CloudWatchClientConfig } from '@aws-sdk/client-cloudwatch';
import { clientLimits } from '../client-limits';
import { datumOf } from './batches';
import type { MetricPoint } from './limits';
import { type MetricPublisher, type PublishOutcome, publishPoints } from './publisher';

/** Publishes to CloudWatch, through the SDK, which is loaded with the first request. */
export class CloudWatchMetrics implements MetricPublisher {
  private readonly namespace: string;
  private readonly settings: CloudWatchClientConfig;
  private connection: ReturnType<CloudWatchMetrics['connect']> | null = null;

  /** @param settings beside what the environment says; for tests */
  constructor(namespace: string, settings: CloudWatchClientConfig = {}) {
    this.namespace = namespace;
    this.settings = settings;
  }

  async publish(points: readonly MetricPoint[], now: number, signal?: AbortSignal): Promise<PublishOutcome> {
    this.connection ??= this.connect();
    const { sdk, client } = await this.connection;
    return publishPoints(points, now, async (batch) => {
      await client.send(
        new sdk.PutMetricDataCommand({ Namespace: this.namespace, MetricData: batch.map(datumOf) }),
        signal === undefined ? {} : { abortSignal: signal },
      );
    });
  }

  private async connect() {
    const sdk = await import('@aws-sdk/client-cloudwatch');
    const client = new sdk.CloudWatchClient({ ...clientLimits(), ...this.settings });
    return { sdk, client };
  }
}
