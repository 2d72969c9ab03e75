import { getSystemErrorMessage, types } from 'node:util';

/** What the operating system says of a failure, in words: `permission denied`. */
export function reasonInWords(error: unknown): string {
  if (!types.isNativeError(error)) return String(error);
  if ('errno' in error && typeof error.errno === 'number') return getSystemErrorMessage(error.errno);
  return error.message;
}

/** The code of a system error (`ENOENT`), or null. */
export function systemCode(error: unknown): string | null {
  // Errors of Node's core come from another realm in some hosts (jest): instanceof does not know them.
  return types.isNativeError(error) && 'code' in error && typeof error.code === 'string' ? error.code : null;
}
