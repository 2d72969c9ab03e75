import type { Kit, Service } from './kit';
import { pause } from './loop';

const RELOAD_MS = 4000;

/** Computes prices from a list that it loads again every few seconds, in a trace of its own. */
export function pricing({ query, spans, work }: Kit): Service {
  return {
    routes: [
      {
        method: 'GET',
        path: '/prices/:sku',
        handle: async () => {
          await work('apply discounts', 2);
          return { status: 200, body: { cents: 1999 } };
        },
      },
    ],
    loops: [
      async (stop) => {
        while (!stop.aborted) {
          await spans.run('reload price list', { root: true }, () =>
            query({ operation: 'SELECT', table: 'prices' }),
          );
          await pause(RELOAD_MS, stop);
        }
      },
    ],
  };
}
