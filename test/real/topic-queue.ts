import { CreateTopicCommand, SNSClient, SubscribeCommand } from '@aws-sdk/client-sns';
import { z } from 'zod';
import { CREDENTIALS } from './versitygw';

const REGION = 'us-east-1';
/** Moto's account. */
const ACCOUNT = '123456789012';
const MOST = 50;

const receivedSchema = z.object({ Messages: z.array(z.object({ Body: z.string() })).optional() });
const notificationSchema = z.object({
  Message: z.string(),
  MessageAttributes: z.record(z.string(), z.object({ Value: z.string() })).optional(),
});

/** A message of the topic as SNS hands it to a queue. */
export type Notification = z.infer<typeof notificationSchema>;

/** A message of the topic as SNS hands it to a function. */
export interface TopicEvent {
  readonly Records: readonly { readonly Sns: { readonly Message: string } }[];
}

/** A topic of notices, with a queue that hears all of them. */
export class TopicQueue {
  /** Its ARN. */
  topic = '';
  private readonly endpoint: string;
  private readonly name: string;
  private queue = '';

  constructor(endpoint: string, name = 'tracewarden') {
    this.endpoint = endpoint;
    this.name = name;
  }

  async make(): Promise<void> {
    const sns = new SNSClient({ endpoint: this.endpoint, region: REGION, credentials: CREDENTIALS });
    const { TopicArn = '' } = await sns.send(new CreateTopicCommand({ Name: this.name }));
    const made = z
      .object({ QueueUrl: z.string() })
      .parse(await this.sqs('CreateQueue', { QueueName: this.name }));
    const Endpoint = `arn:aws:sqs:${REGION}:${ACCOUNT}:${this.name}`;
    await sns.send(new SubscribeCommand({ TopicArn, Protocol: 'sqs', Endpoint }));
    sns.destroy();
    this.topic = TopicArn;
    this.queue = made.QueueUrl;
  }

  /** What came since the last time. */
  async notifications(): Promise<Notification[]> {
    const notifications: Notification[] = [];
    while (notifications.length < MOST) {
      const { Messages = [] } = receivedSchema.parse(
        await this.sqs('ReceiveMessage', {
          QueueUrl: this.queue,
          MaxNumberOfMessages: 10,
          VisibilityTimeout: 3600,
        }),
      );
      if (Messages.length === 0) break;
      notifications.push(...Messages.map(({ Body }) => notificationSchema.parse(JSON.parse(Body))));
    }
    return notifications;
  }

  /** The same as SNS would hand it to a function. */
  async events(): Promise<TopicEvent[]> {
    const notifications = await this.notifications();
    return notifications.map(({ Message }) => ({ Records: [{ Sns: { Message } }] }));
  }

  /** Which windows notices were about that came since the last time, each once, in order. */
  async windows(): Promise<string[]> {
    const told = (await this.events()).flatMap(({ Records }) =>
      Records.map(({ Sns }) => z.object({ runId: z.string() }).parse(JSON.parse(Sns.Message)).runId),
    );
    return [...new Set(told)].toSorted((a, b) => a.localeCompare(b));
  }

  /** SQS speaks JSON; its client is no dependency of the project. */
  private async sqs(operation: string, input: Readonly<Record<string, unknown>>): Promise<unknown> {
    const answer = await fetch(this.endpoint, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-amz-json-1.0',
        'x-amz-target': `AmazonSQS.${operation}`,
        authorization: `AWS4-HMAC-SHA256 Credential=test/20260101/${REGION}/sqs/aws4_request, SignedHeaders=host, Signature=0`,
      },
      body: JSON.stringify(input),
    });
    if (!answer.ok) throw new Error(`SQS answered ${answer.status}: ${await answer.text()}`);
    return answer.json();
  }
}
