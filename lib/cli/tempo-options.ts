import type { Command } from 'commander';
import {
  parseConcurrency,
  parseMaxTraces,
  parseRequestRate,
  type TempoSetting,
} from '../config/tempo-source';
import { parseBytes } from '../config/units';
import { collect, flag } from './flags';

/** What commander gives for the flags of a Tempo. */
export type TempoFlags = Omit<TempoSetting, 'headers'> & { readonly header?: readonly string[] };

/** What a Tempo is asked for: one trace, a sample of traces, or a sample to be audited. */
export type TempoUse = 'trace' | 'sample' | 'audit';

/** The options of a source that is a Tempo; they hold for every such source. */
export function withTempoOptions(command: Command, use: TempoUse): Command {
  const access = command
    .optionsGroup('Of a Grafana Tempo (credentials: TRACEWARDEN_TEMPO_TOKEN, or _USERNAME and _PASSWORD):')
    .option('--tenant <name>', 'its tenant (X-Scope-OrgID)')
    .option('--header <header>', '"Name: value" to send with every request; may be repeated', collect)
    .option('--token-file <file>', 'a file that holds a bearer token')
    .option('--ca <file>', 'certificates (PEM) to trust as well');
  if (use === 'trace') return access;
  const sample = access
    .option('--max-traces <number>', 'sample about so many traces (default: 2000)', flag(parseMaxTraces))
    .option('--concurrency <number>', 'requests at a time (default: 8)', flag(parseConcurrency))
    .option(
      '--requests-per-second <number>',
      'no more than that (default: no limit)',
      flag(parseRequestRate),
    );
  if (use === 'sample') return sample;
  return sample
    .option('--query <traceql>', 'only traces with a span that it selects')
    .option(
      '--max-bytes-per-trace <size>',
      "the server's own limit on a trace (default: 5MB)",
      flag(parseBytes),
    )
    .option('--tempo-metrics [url]', "read the server's own counters of loss too");
}
