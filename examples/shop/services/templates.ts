import type { Kit, Service } from './kit';

/** Renders mails. */
export function templates({ query, work }: Kit): Service {
  return {
    routes: [
      {
        method: 'POST',
        path: '/mails',
        handle: async () => {
          await query({ operation: 'SELECT', table: 'templates' });
          await work('render', 3);
          return { status: 200, body: { text: 'Thank you for your order.' } };
        },
      },
    ],
  };
}
