import { randomBytes } from 'node:crypto';
import { rename, rm, writeFile } from 'node:fs/promises';
import { UserError } from './errors';

/**
 * Writes a whole file or none: beside its place first, then by a rename. An interrupted run leaves what was
 * there before.
 * @throws UserError where the folder does not exist or may not be written to
 */
export async function writeWholeFile(path: string, text: string): Promise<void> {
  const temporary = `${path}.${randomBytes(4).toString('hex')}.tmp`;
  try {
    await writeFile(temporary, text, { flag: 'wx' });
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw new UserError(`--output: cannot write ${path}: ${reasonOf(error)}`, { cause: error });
  }
}

/** Writes to standard output and waits until it is taken; a reader that has gone away (`| head`) is no error. */
export function writeStandardOutput(text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const onError = (error: NodeJS.ErrnoException) => (error.code === 'EPIPE' ? resolve() : reject(error));
    process.stdout.once('error', onError);
    process.stdout.write(text, () => {
      process.stdout.removeListener('error', onError);
      resolve();
    });
  });
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message.replace(/^[A-Z]+: /, '') : String(error);
}
