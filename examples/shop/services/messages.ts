import { context, type Link, propagation, ROOT_CONTEXT, SpanKind, trace } from '@opentelemetry/api';
import { z } from 'zod';
import { send } from '../http/plain';
import { type Message, message } from '../outside/queue';
import type { Spans } from '../tracing/spans';
import { type Loop, pause } from './loop';

export const TOPIC = 'orders.placed';

const taken = z.object({ messages: z.array(message) });

/** How long a consumer waits before it asks an empty queue again. */
const POLL_MS = 150;

export interface Consumer {
  readonly group: string;
  /** The most messages that one CONSUMER span processes. */
  readonly batch: number;
  readonly process: (messages: readonly Message[]) => Promise<void>;
}

export interface Broker {
  readonly publish: (payload: unknown) => Promise<void>;
  readonly consume: (consumer: Consumer) => Loop;
}

/** The broker's client: PRODUCER spans inside the trace, CONSUMER spans as roots that link to their producers. */
export function createBroker(spans: Spans, address: URL | undefined): Broker {
  if (address === undefined) throw new Error('no address is known for the broker');
  const attributes = {
    'messaging.system': 'shop-broker',
    'messaging.destination.name': TOPIC,
    'server.address': address.hostname,
    'server.port': Number(address.port),
  };

  const post = async (path: string, body: unknown): Promise<unknown> => {
    const reply = await send({ method: 'POST', url: new URL(path, address), body });
    if (reply.status !== 200) throw new Error(`the broker answered ${reply.status} to ${path}`);
    return reply.body;
  };

  const publish = (payload: unknown): Promise<void> => {
    const operation = { 'messaging.operation.name': 'send', 'messaging.operation.type': 'send' };
    const plan = { kind: SpanKind.PRODUCER, attributes: { ...attributes, ...operation } };
    return spans.run(`send ${TOPIC}`, plan, async () => {
      const headers: Record<string, string> = {};
      propagation.inject(context.active(), headers);
      await post('/messages', { headers, payload });
    });
  };

  const handle = async ({ group, process }: Consumer, messages: readonly Message[]): Promise<void> => {
    const plan = {
      kind: SpanKind.CONSUMER,
      root: true,
      links: messages.flatMap(linkToProducer),
      attributes: {
        ...attributes,
        'messaging.operation.name': 'process',
        'messaging.operation.type': 'process',
        'messaging.consumer.group.name': group,
        'messaging.batch.message_count': messages.length,
      },
    };
    await spans.run(`process ${TOPIC}`, plan, () => process(messages));
    await post(`/groups/${group}/acknowledge`, { ids: messages.map(({ id }) => id) });
  };

  const consume =
    (consumer: Consumer): Loop =>
    async (stop) => {
      while (!stop.aborted) {
        const { messages } = taken.parse(
          await post(`/groups/${consumer.group}/take`, { limit: consumer.batch }),
        );
        if (messages.length === 0) await pause(POLL_MS, stop);
        else await handle(consumer, messages);
      }
    };

  return { publish, consume };
}

function linkToProducer({ headers }: Message): Link[] {
  const producer = trace.getSpanContext(propagation.extract(ROOT_CONTEXT, headers));
  return producer === undefined ? [] : [{ context: producer }];
}
