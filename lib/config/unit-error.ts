/** A value with a unit that cannot be read; the message says what was found and which forms are accepted. */
export class UnitError extends Error {
  /** The accepted forms, to be read after "give". */
  readonly accepted: string;
  constructor(found: string, accepted: string) {
    super(`${JSON.stringify(found)} is not accepted; give ${accepted}`);
    this.name = 'UnitError';
    this.accepted = accepted;
  }
}
