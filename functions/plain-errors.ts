import { isPlainError } from '../lib/runs/plain-errors';
import { EventError } from './events';
import { EnvironmentError } from './settings';

/**
 * Does the work of an invocation. Where it fails for what the message says in full, the error goes on without its stack:
 * the runtime puts that into the answer and the log, where it would hide the one sentence that helps.
 * @param own further errors of the function that are plain
 */
export async function withPlainErrors<Answer>(
  work: () => Promise<Answer>,
  own: (error: unknown) => boolean = () => false,
): Promise<Answer> {
  try {
    return await work();
  } catch (error) {
    const isPlain = isPlainError(error) || error instanceof EventError || error instanceof EnvironmentError;
    if (error instanceof Error && (isPlain || own(error))) delete error.stack;
    throw error;
  }
}
