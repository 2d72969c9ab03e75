import type { SNSClientConfig } from '@aws-sdk/client-sns';
import { clientLimits } from './client-limits';
import { fitNotice, MAX_NOTICE_BYTES, noticeText, type RunNotice } from './notice';

/** Sends notices: the topic of audit results, or a list in tests. */
export interface NoticeSender {
  /** @throws NoticeError where it was not accepted */
  send(notice: RunNotice): Promise<void>;
}

/** A notice could not be sent: one sentence, without secrets. */
export class NoticeError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'NoticeError';
  }
}

/** Attributes count as part of a message. */
const ATTRIBUTE_BYTES = 2048;

/** Sends notices to an SNS topic, through the SDK, which is loaded with the first one. */
export class SnsNotices implements NoticeSender {
  private readonly topicArn: string;
  private readonly settings: SNSClientConfig;
  private connection: ReturnType<SnsNotices['connect']> | null = null;

  /** @param settings beside what the environment says; for tests */
  constructor(topicArn: string, settings: SNSClientConfig = {}) {
    this.topicArn = topicArn;
    this.settings = settings;
  }

  /** Kind, verdict, environment and source are attributes too, for the filters of subscriptions. */
  async send(notice: RunNotice): Promise<void> {
    this.connection ??= this.connect();
    const { sdk, client } = await this.connection;
    const { kind, verdict, environment, source } = notice;
    const attributes = Object.entries({ kind, verdict, environment, source }).map(
      ([name, StringValue]) => [name, { DataType: 'String', StringValue }] as const,
    );
    try {
      await client.send(
        new sdk.PublishCommand({
          TopicArn: this.topicArn,
          Message: noticeText(fitNotice(notice, MAX_NOTICE_BYTES - ATTRIBUTE_BYTES)),
          MessageAttributes: Object.fromEntries(attributes),
        }),
      );
    } catch (error) {
      const name = error instanceof Error ? error.name : 'Error';
      throw new NoticeError(`the notice could not be sent: SNS did not accept it (${name})`, {
        cause: error,
      });
    }
  }

  private async connect() {
    const sdk = await import('@aws-sdk/client-sns');
    const client = new sdk.SNSClient({ ...clientLimits(), ...this.settings });
    return { sdk, client };
  }
}
