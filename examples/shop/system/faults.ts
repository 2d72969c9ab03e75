export interface Fault {
  readonly id: string;
  /** The role whose spans or trace context are lost. */
  readonly role: string;
  readonly what: string;
  /** Changes of the role's environment; `null` takes a variable away. */
  readonly environment?: Readonly<Record<string, string | null>>;
  /** The role's process is killed with SIGKILL this often and started again. */
  readonly killedEverySeconds?: number;
  /** The role's receiver answers with `status` from `fromSecond` for `seconds`, each time. */
  readonly refusals?: readonly Refusal[];
}

export interface Refusal {
  readonly fromSecond: number;
  readonly seconds: number;
  readonly status: number;
}

/** The faults of the faulty recording, each switched on in configuration or done to a process from outside. */
export const FAULTS: readonly Fault[] = [
  {
    id: 'bare-ratio-sampler',
    role: 'catalog',
    what: 'a ratio sampler that ignores the decision of the parent, in the middle of the call tree',
    environment: { OTEL_TRACES_SAMPLER: 'traceidratio', OTEL_TRACES_SAMPLER_ARG: '0.5' },
  },
  {
    id: 'context-not-injected',
    role: 'orders',
    what: 'calls of payments go through a client that sends no trace context',
    environment: { SHOP_WITHOUT_CONTEXT: 'payments' },
  },
  {
    id: 'export-queue-overflow',
    role: 'inventory',
    what: 'an export queue that is too small for a burst',
    environment: { OTEL_BSP_MAX_QUEUE_SIZE: '40', OTEL_BSP_MAX_EXPORT_BATCH_SIZE: '20' },
  },
  {
    id: 'exit-without-shutdown',
    role: 'mailer',
    what: 'the process is killed again and again before it can export its last spans',
    killedEverySeconds: 8,
  },
  {
    id: 'receiver-refusing',
    role: 'reviews',
    what: 'the receiver refuses the exports for some seconds with a status that is not retried',
    refusals: [
      { fromSecond: 20, seconds: 12, status: 403 },
      { fromSecond: 60, seconds: 9, status: 403 },
    ],
  },
  {
    id: 'service-name-missing',
    role: 'search',
    what: 'no service name is configured, so the SDK sends its default',
    environment: { OTEL_SERVICE_NAME: null },
  },
];
