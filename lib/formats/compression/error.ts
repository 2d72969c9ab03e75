import { isNativeError } from 'node:util/types';

/** What is wrong with a compressed object; all three are reasons of a Problem (lib/model/problems.ts). */
export type CompressionReason = 'truncated' | 'corrupt-compression' | 'too-large';

/** A compressed object that cannot be read on. What was decoded before the damage has been handed out already. */
export class CompressionError extends Error {
  readonly reason: CompressionReason;
  /** Bytes from the beginning of the object as stored; as near before the damage as is known. */
  readonly offset: number;

  constructor(reason: CompressionReason, offset: number, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'CompressionError';
    this.reason = reason;
    this.offset = offset;
  }
}

/**
 * What an error of node:zlib says of the object, or null where it says nothing of it (a fault of ours).
 * Codes: https://nodejs.org/api/zlib.html#constants and zstd_errors.h.
 */
export function compressionErrorOf(error: unknown, offset: number): CompressionError | null {
  if (!isNativeError(error) || !('code' in error) || typeof error.code !== 'string') return null;
  const { code } = error;
  if (!code.startsWith('Z_') && !code.startsWith('ZSTD_')) return null;
  const options = { cause: error };
  if (code === 'Z_BUF_ERROR') return truncatedAt(offset, options);
  if (code === 'ZSTD_error_frameParameter_windowTooLarge') {
    const message = 'The zstd frame needs a window of more than 128 MiB to be decompressed';
    return new CompressionError('too-large', offset, message, options);
  }
  const message = `The compressed data is damaged: ${error.message}`;
  return new CompressionError('corrupt-compression', offset, message, options);
}

/** The compressed data ends before its end. */
export function truncatedAt(offset: number, options?: ErrorOptions): CompressionError {
  const message = 'The compressed data ends before its end: the object was cut off';
  return new CompressionError('truncated', offset, message, options);
}
