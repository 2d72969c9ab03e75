import { randomBytes } from 'node:crypto';
import { access, constants, rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { reasonInWords } from '../sources/system-errors';
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
    throw new UserError(`--output: cannot write ${path}: ${reasonInWords(error)}`, { cause: error });
  }
}

/**
 * Makes sure that a file can be written before what goes into it is worked out.
 * @throws UserError where its folder does not exist or may not be written to
 */
export async function checkOutput(path: string | undefined): Promise<void> {
  if (path === undefined) return;
  const folder = dirname(path);
  try {
    await access(folder, constants.W_OK | constants.X_OK);
  } catch (error) {
    throw new UserError(`--output: cannot write ${path}: ${folder}: ${reasonInWords(error)}`, {
      cause: error,
    });
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
