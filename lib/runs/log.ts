import { escapeJsonText, escapeUntrusted } from '../report/untrusted';

/** One step of a run. Texts that came from elsewhere are escaped when they are written. */
export interface LogEntry {
  readonly step: string;
  readonly [field: string]: string | number | boolean | null;
}

/** Writes down the steps of a run. */
export type RunLog = (entry: LogEntry) => void;

/** Characters of a text in the log. */
const MAX_TEXT = 1000;

/** One line of JSON a step, with the time and what is the same for the whole run. */
export function jsonLog(
  write: (line: string) => void,
  run: Readonly<Record<string, string | number>>,
  now: () => number,
): RunLog {
  return (entry) => {
    const fields = { time: new Date(now()).toISOString(), ...run, ...entry };
    write(escapeJsonText(JSON.stringify(fields, (_, value: unknown) => shownValue(value))));
  };
}

function shownValue(value: unknown): unknown {
  return typeof value === 'string' ? escapeUntrusted(value).slice(0, MAX_TEXT) : value;
}

/** An error as one line for state, log and notice. */
export function reasonOf(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  const [line = ''] = text.split('\n');
  const name = error instanceof Error ? error.name : 'Error';
  return escapeUntrusted(line === '' ? name : line).slice(0, MAX_TEXT);
}
