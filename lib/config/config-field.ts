/** One field of tracewarden.yml, for people. */
export interface ConfigField {
  /** `[]` stands for each item of a list, `<name>` for any key of a map. */
  readonly path: string;
  readonly accepts: string;
  readonly default: string;
  readonly meaning: string;
}
