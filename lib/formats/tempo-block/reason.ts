import { isNativeError } from 'node:util/types';

/** What an error of Node's says. */
export function reasonOf(error: unknown): string {
  return isNativeError(error) ? error.message : String(error);
}
