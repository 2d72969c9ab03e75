import type { Kit, Service } from './kit';

/** Packs placed orders, several to one parcel run: its CONSUMER spans link to several producers. */
export function shipping({ broker, query, work }: Kit): Service {
  const consume = broker.consume({
    group: 'shipping',
    batch: 5,
    process: async (messages) => {
      await work('plan parcels', 40);
      for (const _ of messages) await query({ operation: 'INSERT', table: 'parcels' });
    },
  });
  return { routes: [], loops: [consume] };
}
