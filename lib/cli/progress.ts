import type { AuditProgress } from '../audit/audit';
import { formatDuration } from '../config/units';
import { formatCount, formatQuantity, formatSize } from '../report/numbers';

const REDRAW_MILLIS = 100;
const CLEAR_LINE = '\r\x1b[2K';

/** One line on a terminal that tells how far an audit has come. */
export interface ProgressLine {
  update(progress: AuditProgress): void;
  /** Takes the line away. */
  clear(): void;
}

/** What of a terminal is needed. */
export interface Terminal {
  readonly isTTY?: boolean;
  /** 0 where a terminal does not tell. */
  readonly columns: number;
  write(text: string): boolean;
}

/** A progress line on `stream`, or one that shows nothing where the stream is no terminal. */
export function progressLine(stream: Terminal, wanted: boolean): ProgressLine {
  if (!wanted || stream.isTTY !== true) return { update: () => {}, clear: () => {} };
  const begun = performance.now();
  let drawn = -Infinity;
  let shown = false;
  return {
    update(progress) {
      const now = performance.now();
      if (now - drawn < REDRAW_MILLIS) return;
      drawn = now;
      shown = true;
      stream.write(
        CLEAR_LINE + describe(progress, (now - begun) / 1000).slice(0, (stream.columns || 80) - 1),
      );
    },
    clear() {
      if (shown) stream.write(CLEAR_LINE);
      shown = false;
    },
  };
}

/** E.g. `reading 120 of 1,205 objects, 35 MB of 210 MB, 512,300 spans, 5.0 MB/s, 35s left`. */
export function describe(progress: AuditProgress, seconds: number): string {
  const { stage, objectsListed, objectsRead, bytesListed, bytesRead, spansKept } = progress;
  const objects = formatQuantity(objectsListed, 'object');
  if (stage === 'listing') return `listing: ${objects}`;
  const spans = formatQuantity(spansKept, 'span');
  if (stage === 'reporting' || stage === 'done') return `reporting on ${spans}`;
  if (stage === 'judging') return `judging ${spans}`;
  const parts = [`reading ${formatCount(objectsRead)} of ${objects}`];
  parts.push(
    bytesListed === null ? formatSize(bytesRead) : `${formatSize(bytesRead)} of ${formatSize(bytesListed)}`,
  );
  parts.push(spans);
  if (bytesRead > 0 && seconds > 0) {
    const rate = bytesRead / seconds;
    parts.push(`${formatSize(rate)}/s`);
    const left = bytesListed === null ? -1 : bytesListed - bytesRead;
    if (left >= 0) parts.push(`${formatDuration(Math.ceil(left / rate) * 1000)} left`);
  }
  return parts.join(', ');
}
