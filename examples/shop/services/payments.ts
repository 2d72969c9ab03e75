import type { Kit, Service } from './kit';

/** Charges cards at the bank and lists a customer's cards. */
export function payments({ call, query, work }: Kit): Service {
  return {
    routes: [
      {
        method: 'POST',
        path: '/charges',
        handle: async (_, body) => {
          await work('score risk', 2);
          const answer = await call({ to: 'bank', method: 'POST', path: '/authorisations', body });
          await query({ operation: 'INSERT', table: 'charges' });
          return { status: answer.status };
        },
      },
      {
        method: 'GET',
        path: '/cards/:customer',
        handle: async () => {
          await query({ operation: 'SELECT', table: 'cards' });
          return { status: 200, body: { cards: ['**** 4242'] } };
        },
      },
    ],
  };
}
