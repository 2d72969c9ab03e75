/** The processes without spans, in the order in which they start. */
export const OUTSIDE = ['database', 'bank', 'broker'] as const;

export interface Member {
  readonly role: string;
  /** host.name; several services may share a host. */
  readonly host: string;
  readonly version: string;
  readonly protocol: 'http/json' | 'http/protobuf';
  readonly compression: 'gzip' | 'none';
  /** Where the service differs from the SDK's defaults, in both recordings. */
  readonly environment?: Readonly<Record<string, string>>;
}

/** The services, callees before their callers: a process must know the addresses of those it calls. */
export const MEMBERS: readonly Member[] = [
  {
    role: 'pricing',
    host: 'app-2',
    version: '3.0.1',
    protocol: 'http/protobuf',
    compression: 'none',
    // Without harm while every caller samples everything. See the bare ratio sampler among the faults.
    environment: { OTEL_TRACES_SAMPLER: 'always_on' },
  },
  { role: 'search', host: 'app-3', version: '0.8.2', protocol: 'http/protobuf', compression: 'gzip' },
  { role: 'templates', host: 'app-3', version: '2.2.0', protocol: 'http/protobuf', compression: 'gzip' },
  { role: 'payments', host: 'vault-1', version: '5.1.0', protocol: 'http/json', compression: 'none' },
  { role: 'inventory', host: 'app-2', version: '1.9.4', protocol: 'http/protobuf', compression: 'gzip' },
  { role: 'catalog', host: 'app-1', version: '4.3.0', protocol: 'http/protobuf', compression: 'gzip' },
  { role: 'reviews', host: 'app-3', version: '1.1.7', protocol: 'http/json', compression: 'gzip' },
  { role: 'orders', host: 'app-1', version: '7.0.2', protocol: 'http/json', compression: 'none' },
  { role: 'gateway', host: 'edge-1', version: '2.6.0', protocol: 'http/json', compression: 'gzip' },
  { role: 'mailer', host: 'worker-1', version: '1.0.9', protocol: 'http/json', compression: 'none' },
  { role: 'shipping', host: 'worker-2', version: '1.3.3', protocol: 'http/json', compression: 'gzip' },
];
