import { z } from 'zod';

const life = z.object({
  line: z.literal('life'),
  role: z.string(),
  service: z.string(),
  instance: z.string(),
});

const start = z.object({
  line: z.literal('start'),
  trace: z.string(),
  span: z.string(),
  /** Empty for a root. */
  parent: z.string(),
  /** OTLP's number of the kind (1 INTERNAL to 5 CONSUMER). */
  kind: z.number(),
  sampled: z.boolean(),
  /** Of a CLIENT span: the role of the instrumented service that it calls. */
  calls: z.string().optional(),
  /** Of a SERVER span: the CLIENT span that called, told by the call itself and not by the trace context. */
  calledBy: z.string().optional(),
});

const end = z.object({ line: z.literal('end'), trace: z.string(), span: z.string(), sampled: z.boolean() });

const exported = z.object({ line: z.literal('export'), spans: z.number(), ok: z.boolean() });

/** One line of a ledger: what a process did to its spans, written as it happened. */
export const ledgerLine = z.discriminatedUnion('line', [life, start, end, exported]);

export type LedgerLine = z.infer<typeof ledgerLine>;
export type StartLine = z.infer<typeof start>;

/** What a span's own code adds to its start line. */
export type CallNote = Pick<StartLine, 'calls' | 'calledBy'>;

/** The key by which a call is known to both sides, whatever became of the trace context. */
export function spanKey(trace: string, span: string): string {
  return `${trace}-${span}`;
}
