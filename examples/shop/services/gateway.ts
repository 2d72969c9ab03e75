import type { PlainReply } from '../http/plain';
import type { Kit, Service } from './kit';

/** The only service that customers reach; every trace of a request begins here. */
export function gateway({ call }: Kit): Service {
  return {
    routes: [
      {
        method: 'GET',
        path: '/products/:sku',
        handle: async ([sku]) => pass(await call({ to: 'catalog', method: 'GET', path: `/items/${sku}` })),
      },
      {
        method: 'GET',
        path: '/cards/:customer',
        handle: async ([customer]) =>
          pass(await call({ to: 'payments', method: 'GET', path: `/cards/${customer}` })),
      },
      {
        method: 'POST',
        path: '/reviews',
        handle: async (_, body) =>
          pass(await call({ to: 'reviews', method: 'POST', path: '/reviews', body })),
      },
      {
        method: 'POST',
        path: '/checkout',
        handle: async (_, body) => pass(await call({ to: 'orders', method: 'POST', path: '/orders', body })),
      },
    ],
  };
}

function pass({ status, body }: PlainReply) {
  return status >= 500 ? { status: 502, body } : { status, body };
}
