import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ledgerLine, type StartLine, spanKey } from '../tracing/ledger-lines';

/** One process from its start to its end. */
export interface Life {
  readonly role: string;
  readonly service: string;
  readonly instance: string;
  readonly starts: readonly StartLine[];
  /** Keys of the sampled spans that ended. */
  readonly ended: ReadonlySet<string>;
  readonly batches: { readonly accepted: number; readonly failed: number };
  readonly batchedSpans: { readonly accepted: number; readonly failed: number };
}

/** Reads every ledger of a recording. */
export async function readLedgers(directory: string): Promise<Life[]> {
  const names = (await readdir(directory)).sort();
  return Promise.all(names.map(async (name) => readLife(await readFile(join(directory, name), 'utf8'))));
}

function readLife(text: string): Life {
  const starts: StartLine[] = [];
  const ended = new Set<string>();
  const batches = { accepted: 0, failed: 0 };
  const batchedSpans = { accepted: 0, failed: 0 };
  let head = { role: '', service: '', instance: '' };
  for (const row of text.split('\n')) {
    if (row === '') continue;
    const line = ledgerLine.parse(JSON.parse(row));
    switch (line.line) {
      case 'life':
        head = { role: line.role, service: line.service, instance: line.instance };
        break;
      case 'start':
        starts.push(line);
        break;
      case 'end':
        if (line.sampled) ended.add(spanKey(line.trace, line.span));
        break;
      case 'export':
        batches[line.ok ? 'accepted' : 'failed']++;
        batchedSpans[line.ok ? 'accepted' : 'failed'] += line.spans;
    }
  }
  return { ...head, starts, ended, batches, batchedSpans };
}
