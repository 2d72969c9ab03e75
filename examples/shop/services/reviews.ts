import type { Kit, Service } from './kit';

/** Stores a review and hands it to search. */
export function reviews({ call, query, work }: Kit): Service {
  return {
    routes: [
      {
        method: 'POST',
        path: '/reviews',
        handle: async (_, body) => {
          await work('check words', 1);
          await query({ operation: 'INSERT', table: 'reviews' });
          const indexed = await call({ to: 'search', method: 'POST', path: '/documents', body });
          return { status: indexed.status };
        },
      },
    ],
  };
}
