import type { Kit, Service } from './kit';

/** Describes products; their prices come from pricing. */
export function catalog({ call, query }: Kit): Service {
  return {
    routes: [
      {
        method: 'GET',
        path: '/items/:sku',
        handle: async ([sku]) => {
          await query({ operation: 'SELECT', table: 'items' });
          const price = await call({ to: 'pricing', method: 'GET', path: `/prices/${sku}` });
          return { status: 200, body: { sku, price: price.body } };
        },
      },
    ],
  };
}
