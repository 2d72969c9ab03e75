import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { ConfigError } from './error';
import type { ParseOptions } from './parse';
import type { ConfigFile } from './schema';

/** Files that are read from the current folder where none is named, the first that exists. */
export const DEFAULT_FILES = ['tracewarden.yml', 'tracewarden.yaml'] as const;

/** A configuration and the file that it came from. */
export interface LoadedConfig {
  readonly config: ConfigFile;
  /** As named by the user, or the default file's name; null where there is none. */
  readonly fileName: string | null;
}

/**
 * Reads the configuration: the file named, or tracewarden.yml (.yaml) in `cwd` where there is one.
 * @param file as the user named it, relative to `cwd`; undefined: the default file
 * @throws ConfigError where the file cannot be read or is wrong
 */
export async function loadConfig(
  file: string | undefined,
  cwd: string,
  options: Omit<ParseOptions, 'fileName'>,
): Promise<LoadedConfig> {
  for (const fileName of file === undefined ? DEFAULT_FILES : [file]) {
    const text = await readIfThere(path.resolve(cwd, fileName), fileName, file === undefined);
    if (text === null) continue;
    // What reads YAML is only loaded where there is some.
    const { parseConfig } = await import('./parse.js');
    return { config: parseConfig(text, { ...options, fileName }), fileName };
  }
  return { config: {}, fileName: null };
}

async function readIfThere(fullPath: string, fileName: string, isOptional: boolean): Promise<string | null> {
  try {
    return await readFile(fullPath, 'utf8');
  } catch (error) {
    const code = codeOf(error);
    if (isOptional && code === 'ENOENT') return null;
    throw ConfigError.of(`${fileName}: cannot be read: ${reasonOf(code)}`, { cause: error });
  }
}

function codeOf(error: unknown): string {
  return typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : String(error);
}

function reasonOf(code: string): string {
  const sentences: Readonly<Record<string, string>> = {
    ENOENT: 'there is no such file',
    EACCES: 'no permission',
    EISDIR: 'it is a directory',
  };
  return sentences[code] ?? code;
}
