import { setTimeout as delay } from 'node:timers/promises';
import { send } from '../http/plain';

/** Mean requests a second of each kind, outside bursts. */
const RATES = { product: 3, review: 2, cards: 1.2, checkout: 1 } as const;
const BURST_EVERY_SECONDS = 12;
const BURST_CHECKOUTS = 24;
/** No burst comes in the last seconds, so that a recording ends in calm. */
const CALM_SECONDS = 5;

export interface TrafficCount {
  sent: number;
  /** Answered with an error, or not at all. */
  failed: number;
}

type Kind = keyof typeof RATES;

/** Plays the customers for `seconds`. They have no spans: every trace begins at the gateway. */
export async function runTraffic(gateway: URL, seconds: number, stop: AbortSignal): Promise<TrafficCount> {
  const count: TrafficCount = { sent: 0, failed: 0 };
  const end = Date.now() + seconds * 1000;
  const one = async (kind: Kind): Promise<void> => {
    count.sent++;
    const { path, ...rest } = request(kind);
    const answered = send({ ...rest, url: new URL(path, gateway) }).then(({ status }) => status < 400);
    if (!(await answered.catch(() => false))) count.failed++;
  };

  const steady = async (kind: Kind): Promise<void> => {
    const pending: Promise<void>[] = [];
    for (;;) {
      // Exponential gaps: customers do not wait for one another.
      const gap = (-Math.log(1 - Math.random()) * 1000) / RATES[kind];
      if (Date.now() + gap >= end) break;
      await delay(gap, undefined, { signal: stop });
      pending.push(one(kind));
    }
    await Promise.all(pending);
  };

  const bursts = async (): Promise<void> => {
    const last = end - CALM_SECONDS * 1000;
    while (Date.now() + BURST_EVERY_SECONDS * 1000 < last) {
      await delay(BURST_EVERY_SECONDS * 1000, undefined, { signal: stop });
      await Promise.all(Array.from({ length: BURST_CHECKOUTS }, () => one('checkout')));
    }
  };

  await Promise.all([steady('product'), steady('review'), steady('cards'), steady('checkout'), bursts()]);
  return count;
}

function request(kind: Kind): { method: 'GET' | 'POST'; path: string; body?: unknown } {
  const customer = `c${Math.floor(Math.random() * 200)}`;
  const sku = `sku-${Math.floor(Math.random() * 50)}`;
  if (kind === 'product') return { method: 'GET', path: `/products/${sku}` };
  if (kind === 'cards') return { method: 'GET', path: `/cards/${customer}` };
  if (kind === 'review')
    return { method: 'POST', path: '/reviews', body: { sku, text: 'Does what it should.' } };
  return { method: 'POST', path: '/checkout', body: { customer, lines: [sku, 'sku-gift-wrap'] } };
}
