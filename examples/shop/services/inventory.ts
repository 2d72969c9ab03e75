import type { Kit, Service } from './kit';

/** Reserves stock: a span around the whole, one around the search for a shelf, and two queries. */
export function inventory({ spans, query, work }: Kit): Service {
  return {
    routes: [
      {
        method: 'POST',
        path: '/reservations',
        handle: async () => {
          await spans.run('find shelf', {}, async () => {
            await query({ operation: 'SELECT', table: 'stock' });
            await work('choose nearest', 1);
          });
          await query({ operation: 'UPDATE', table: 'stock' });
          return { status: 201 };
        },
      },
    ],
  };
}
