import { setTimeout as delay } from 'node:timers/promises';
import { type Client, createClient } from '../http/client';
import type { Route } from '../http/server';
import type { Spans } from '../tracing/spans';
import { createDatabase, type Database } from './database';
import type { Loop } from './loop';
import { type Broker, createBroker } from './messages';

/** What every service of the shop is built from. */
export interface Kit {
  readonly call: Client;
  readonly query: Database;
  readonly broker: Broker;
  readonly spans: Spans;
  /** Takes `milliseconds` of work inside an INTERNAL span. */
  readonly work: (name: string, milliseconds: number) => Promise<void>;
}

export interface Service {
  readonly routes: readonly Route[];
  readonly loops?: readonly Loop[];
}

export interface KitOptions {
  readonly addresses: ReadonlyMap<string, URL>;
  readonly withoutContext: ReadonlySet<string>;
}

export function createKit(spans: Spans, options: KitOptions): Kit {
  return {
    spans,
    call: createClient(spans, { ...options, strangers: new Set(['bank']) }),
    query: createDatabase(spans, options.addresses.get('database')),
    broker: createBroker(spans, options.addresses.get('broker')),
    work: (name, milliseconds) =>
      spans.run(name, {}, async () => {
        await delay(milliseconds * (0.5 + Math.random()));
      }),
  };
}
