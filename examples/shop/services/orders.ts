import { z } from 'zod';
import type { Kit, Service } from './kit';

export const checkout = z.object({ customer: z.string(), lines: z.array(z.string()) });

/** Reserves the goods, takes the money, stores the order and tells the queue. */
export function orders({ call, query, broker }: Kit): Service {
  const reserve = async (sku: string): Promise<boolean> => {
    const reply = await call({ to: 'inventory', method: 'POST', path: '/reservations', body: { sku } });
    return reply.status === 201;
  };

  return {
    routes: [
      {
        method: 'POST',
        path: '/orders',
        handle: async (_, body) => {
          const { customer, lines } = checkout.parse(body);
          const reserved = await Promise.all(lines.map(reserve));
          if (reserved.includes(false)) return { status: 503 };
          const paid = await call({ to: 'payments', method: 'POST', path: '/charges', body: { customer } });
          if (paid.status !== 201) return { status: 503 };
          await query({ operation: 'INSERT', table: 'orders' });
          await broker.publish({ customer, lines });
          return { status: 201 };
        },
      },
    ],
  };
}
