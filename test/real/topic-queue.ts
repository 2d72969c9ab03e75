import { CreateTopicCommand, SNSClient, SubscribeCommand } from '@aws-sdk/client-sns';
import { z } from 'zod';
import { CREDENTIALS } from './versitygw';

const REGION = 'us-east-1';
/** Moto's account. */
const QUEUE_ARN = `arn:aws:sqs:${REGION}:123456789012:notices`;
const MOST = 50;

const receivedSchema = z.object({ Messages: z.array(z.object({ Body: z.string() })).optional() });
const notificationSchema = z.object({ Message: z.string() });

/** A message of the topic as SNS hands it to a function. */
export interface TopicEvent {
  readonly Records: readonly { readonly Sns: { readonly Message: string } }[];
}

/** The topic of notices, with a queue that hears all of them. */
export class TopicQueue {
  /** Its ARN. */
  topic = '';
  private readonly endpoint: string;
  private queue = '';

  constructor(endpoint: string) {
    this.endpoint = endpoint;
  }

  async make(): Promise<void> {
    const sns = new SNSClient({ endpoint: this.endpoint, region: REGION, credentials: CREDENTIALS });
    const { TopicArn = '' } = await sns.send(new CreateTopicCommand({ Name: 'tracewarden' }));
    const made = z
      .object({ QueueUrl: z.string() })
      .parse(await this.sqs('CreateQueue', { QueueName: 'notices' }));
    await sns.send(new SubscribeCommand({ TopicArn, Protocol: 'sqs', Endpoint: QUEUE_ARN }));
    this.topic = TopicArn;
    this.queue = made.QueueUrl;
  }

  /** What came since the last time. */
  async events(): Promise<TopicEvent[]> {
    const events: TopicEvent[] = [];
    while (events.length < MOST) {
      const { Messages = [] } = receivedSchema.parse(
        await this.sqs('ReceiveMessage', {
          QueueUrl: this.queue,
          MaxNumberOfMessages: 10,
          VisibilityTimeout: 3600,
        }),
      );
      if (Messages.length === 0) break;
      for (const { Body } of Messages) {
        const { Message } = notificationSchema.parse(JSON.parse(Body));
        events.push({ Records: [{ Sns: { Message } }] });
      }
    }
    return events;
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
