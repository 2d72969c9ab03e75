/** One thing that is wrong in the settings. */
export interface ConfigProblem {
  /** The field, e.g. `exemptions[0].until`; empty for the file as a whole. */
  readonly path: string;
  /** Line and column in the file, from 1; null where there is none. */
  readonly position: { readonly line: number; readonly column: number } | null;
  /** What was found and what is accepted. */
  readonly message: string;
}

/** The user's mistake in the settings: all that is wrong, one line each in `message`. Exit code 2. */
export class ConfigError extends Error {
  readonly problems: readonly ConfigProblem[];

  constructor(fileName: string | null, problems: readonly ConfigProblem[], options?: ErrorOptions) {
    super(problems.map((problem) => lineOf(fileName, problem)).join('\n'), options);
    this.name = 'ConfigError';
    this.problems = problems;
  }

  /** An error of one sentence that is about no place in a file. */
  static of(message: string, options?: ErrorOptions): ConfigError {
    return new ConfigError(null, [{ path: '', position: null, message }], options);
  }
}

/** `tracewarden.yml:12:3: thresholds.default.error: ...`, the form that editors make clickable. */
function lineOf(fileName: string | null, { path, position, message }: ConfigProblem): string {
  const place = position === null ? fileName : `${fileName ?? 'config'}:${position.line}:${position.column}`;
  return [place, path, message].filter((part) => part !== null && part !== '').join(': ');
}
