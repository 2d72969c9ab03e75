/** Encoded values that are not what their encoding allows. The caller knows where they stand in the file. */
export class EncodingError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'EncodingError';
  }
}
