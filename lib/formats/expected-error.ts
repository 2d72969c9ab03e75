/**
 * An error that is expected, as a million spans may have one wrong field each. It has no stack: nobody looks at where it
 * was thrown, and writing that down costs much more than all else that is done with such a span.
 */
export abstract class ExpectedError extends Error {
  protected constructor(message: string) {
    const { stackTraceLimit } = Error;
    Error.stackTraceLimit = 0;
    super(message);
    Error.stackTraceLimit = stackTraceLimit;
  }
}
