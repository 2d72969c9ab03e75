import { ConfigError, type ConfigProblem } from './error';
import { problemsOf } from './issues';
import { type ConfigFile, configSchema } from './schema';
import type { CheckIds } from './values';
import { readYaml } from './yaml-text';

/** What is needed to read a configuration. */
export interface ParseOptions extends CheckIds {
  /** As shown in errors. */
  readonly fileName: string;
  /** Milliseconds since the epoch, for times relative to it; default: the clock. */
  readonly now?: number;
}

/**
 * Reads the text of a tracewarden.yml.
 * @throws ConfigError that lists all that is wrong, each with its line, in the order of the file
 */
export function parseConfig(
  text: string,
  { fileName, now = Date.now(), ...checks }: ParseOptions,
): ConfigFile {
  const yaml = readYaml(text, fileName);
  const result = configSchema(checks, now).safeParse(yaml.value);
  if (result.success) return result.data;
  throw new ConfigError(fileName, problemsOf(result.error.issues, yaml).toSorted(inFileOrder));
}

function inFileOrder({ position: a }: ConfigProblem, { position: b }: ConfigProblem): number {
  return (a?.line ?? 0) - (b?.line ?? 0) || (a?.column ?? 0) - (b?.column ?? 0);
}
