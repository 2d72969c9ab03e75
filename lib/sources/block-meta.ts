import { z } from 'zod';
import type { BlockFacts, DedicatedColumn } from '../model/block';
import type { Window } from '../model/window';

/** What a block's meta.json says. */
export interface BlockMeta {
  readonly facts: BlockFacts;
  /** From its earliest span to its latest, with the second that the latter is in; null where it is not said. */
  readonly time: Window | null;
}

const SECOND = 1000;

const dedicatedColumn = z.object({
  s: z.string().default('span'),
  n: z.string(),
  t: z.string().default('string'),
});

/** Tempo's backend.BlockMeta; what is not needed is left out. */
const blockMeta = z.object({
  format: z.string().min(1),
  startTime: z.string().default(''),
  endTime: z.string().default(''),
  totalObjects: z.number().nonnegative().default(0),
  totalRecords: z.number().nonnegative().default(0),
  footerSize: z.number().nonnegative().default(0),
  compactionLevel: z.number().nonnegative().default(0),
  dedicatedColumns: z.array(dedicatedColumn).nullish(),
});

/** Reads a meta.json; what is wrong with it, in a sentence, where it is none. */
export function parseBlockMeta(bytes: Uint8Array): BlockMeta | string {
  let value: unknown;
  try {
    value = JSON.parse(Buffer.from(bytes).toString('utf8'));
  } catch {
    return 'the meta.json of the block is no JSON';
  }
  const { data, error } = blockMeta.safeParse(value);
  if (data === undefined) {
    const [issue] = error.issues;
    return `the meta.json of the block is none of Tempo's: ${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}`;
  }
  const facts = {
    format: data.format,
    dedicatedColumns: (data.dedicatedColumns ?? []).flatMap(({ s, n, t }) => columnOf(s, n, t)),
    footerSize: data.footerSize,
    compactionLevel: data.compactionLevel,
    traces: data.totalObjects,
    rowGroups: data.totalRecords,
  };
  return { facts, time: timeOf(data.startTime, data.endTime) };
}

/** Columns of other kinds than are known are numbered by themselves, and do not shift the others. */
function columnOf(scope: string, name: string, type: string): DedicatedColumn[] {
  const isKnown = scope === 'span' || scope === 'resource' || scope === 'event';
  return isKnown && (type === 'string' || type === 'int') ? [{ scope, name, type }] : [];
}

/** Times are whole seconds, cut. Year 1 is Go's word for no time. */
function timeOf(start: string, end: string): Window | null {
  const [first, last] = [Date.parse(start), Date.parse(end)];
  return first > 0 && last >= first ? { start: first, end: last + SECOND } : null;
}
