import { totalmem } from 'node:os';
import { constrainedMemory } from 'node:process';
import { BUDGET_BYTES_PER_ROW, MOST_ROWS } from '../model/table';

const SHARE_OF_MEMORY = 0.6;
const FEWEST_ROWS = 1_000;

/** Spans that may be kept: of the bytes given, or of 60 % of the memory that the process can have; never more than a table holds. */
export function rowBudget(maxMemoryBytes: number | null): number {
  const bytes = maxMemoryBytes ?? SHARE_OF_MEMORY * availableBytes();
  return Math.min(MOST_ROWS, Math.max(FEWEST_ROWS, Math.floor(bytes / BUDGET_BYTES_PER_ROW)));
}

/** Of a container or Lambda function its limit, else the machine's memory. */
function availableBytes(): number {
  const constrained = constrainedMemory();
  return constrained > 0 ? Math.min(constrained, totalmem()) : totalmem();
}
