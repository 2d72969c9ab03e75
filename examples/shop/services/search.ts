import type { Kit, Service } from './kit';

/** Indexes reviews. */
export function search({ query, work }: Kit): Service {
  return {
    routes: [
      {
        method: 'POST',
        path: '/documents',
        handle: async () => {
          await work('split into words', 1);
          await query({ operation: 'INSERT', table: 'words' });
          return { status: 202 };
        },
      },
    ],
  };
}
