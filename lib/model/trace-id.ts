const TRACE_ID_DIGITS = 32;

/**
 * A trace ID as people and tools write it: up to 32 hex digits of either case, leading zeros left out or not (Tempo
 * leaves them out, Zipkin has IDs of 16 digits).
 * @returns 32 lower-case hex digits; null where it is no ID, or the one of zeros alone that stands for none
 */
export function parseTraceId(text: string): string | null {
  const digits = text.trim().toLowerCase();
  return /^(?!0*$)[0-9a-f]{1,32}$/.test(digits) ? digits.padStart(TRACE_ID_DIGITS, '0') : null;
}
