import type { Kit, Service } from './kit';

/** Writes one mail for each placed order. */
export function mailer({ broker, call, query }: Kit): Service {
  const consume = broker.consume({
    group: 'mailer',
    batch: 1,
    process: async ([message]) => {
      await call({ to: 'templates', method: 'POST', path: '/mails', body: message?.payload });
      await query({ operation: 'INSERT', table: 'mails' });
    },
  });
  return { routes: [], loops: [consume] };
}
