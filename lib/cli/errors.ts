import { ConfigError } from '../config/error';
import { UnitError } from '../config/unit-error';
import { SourceError } from '../sources/errors';

/** A mistake of the user's: told in one clear line, exit code 2. */
export class UserError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'UserError';
  }
}

/** The run was ended from outside. */
export class Interrupted extends Error {
  readonly signal: 'SIGINT' | 'SIGTERM';
  constructor(signal: 'SIGINT' | 'SIGTERM') {
    super('interrupted; no report was written');
    this.name = 'Interrupted';
    this.signal = signal;
  }
}

/** 128 and the signal's number, as shells count. */
const SIGNAL_EXIT = { SIGINT: 130, SIGTERM: 143 } as const;

/**
 * 2: the user's mistake; 3: nothing could be judged, because a source cannot be reached or of a fault of ours;
 * over 128: ended by a signal.
 */
export function exitCodeOfError(error: unknown): number {
  if (error instanceof Interrupted) return SIGNAL_EXIT[error.signal];
  if (error instanceof SourceError) return error.reason === 'unreachable' ? 3 : 2;
  return isUsersMistake(error) ? 2 : 3;
}

/** What a person reads: one sentence for what they can mend, everything for what is a fault of ours. */
export function messageOfError(error: unknown): string {
  if (error instanceof SourceError || error instanceof Interrupted || isUsersMistake(error)) {
    return error.message
      .split('\n')
      .map((line) => `tracewarden: ${line}`)
      .join('\n');
  }
  const detail = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return `tracewarden: this should not have happened; please report it with these lines:\n${detail}`;
}

function isUsersMistake(error: unknown): error is Error {
  return error instanceof UserError || error instanceof ConfigError || error instanceof UnitError;
}
