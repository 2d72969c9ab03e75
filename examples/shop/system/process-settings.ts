/** What a process of the shop learns from its environment, beside the OTEL_* variables. */
export interface ProcessSettings {
  /** The file for the process's own count of its spans. */
  readonly ledger: string;
  readonly addresses: ReadonlyMap<string, URL>;
  readonly withoutContext: ReadonlySet<string>;
}

export function readProcessSettings(environment: NodeJS.ProcessEnv): ProcessSettings {
  const {
    SHOP_LEDGER: ledger,
    SHOP_ADDRESSES: addresses = '',
    SHOP_WITHOUT_CONTEXT: bare = '',
  } = environment;
  if (ledger === undefined) throw new Error('SHOP_LEDGER: the path of the ledger is missing');
  return { ledger, addresses: parseAddresses(addresses), withoutContext: new Set(bare.split(',')) };
}

/** Writes `orders=http://orders.shop.internal:40001,...`. */
export function formatAddresses(addresses: ReadonlyMap<string, URL>): string {
  return [...addresses].map(([role, url]) => `${role}=${url.href}`).join(',');
}

function parseAddresses(text: string): Map<string, URL> {
  const addresses = new Map<string, URL>();
  for (const entry of text.split(',')) {
    const [role = '', href = ''] = entry.split('=');
    addresses.set(role, new URL(href));
  }
  return addresses;
}
