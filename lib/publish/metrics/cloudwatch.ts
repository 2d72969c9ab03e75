import type { CloudWatchClientConfig } from '@aws-sdk/client-cloudwatch';
import { datumOf } from './batches';
import type { MetricPoint } from './limits';
import { type MetricPublisher, type PublishOutcome, publishPoints } from './publisher';

/** Attempts of the client at one request, with growing pauses: throttling is what CloudWatch answers first. */
const MAX_ATTEMPTS = 5;
/** Milliseconds. */
const CONNECT_LIMIT = 3000;
const ANSWER_LIMIT = 10_000;

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

  async publish(points: readonly MetricPoint[], now: number): Promise<PublishOutcome> {
    this.connection ??= this.connect();
    const { sdk, client } = await this.connection;
    return publishPoints(points, now, async (batch) => {
      await client.send(
        new sdk.PutMetricDataCommand({ Namespace: this.namespace, MetricData: batch.map(datumOf) }),
      );
    });
  }

  private async connect() {
    const sdk = await import('@aws-sdk/client-cloudwatch');
    const client = new sdk.CloudWatchClient({
      maxAttempts: MAX_ATTEMPTS,
      retryMode: 'standard',
      requestHandler: {
        connectionTimeout: CONNECT_LIMIT,
        requestTimeout: ANSWER_LIMIT,
        throwOnRequestTimeout: true,
      },
      ...this.settings,
    });
    return { sdk, client };
  }
}
