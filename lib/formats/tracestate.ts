/** Hex digits of a whole threshold (56 bits); what is shorter is padded with zeros on the right. */
const THRESHOLD = /^[0-9a-f]{1,14}$/;

/**
 * The rejection threshold that a span's tracestate declares (`ot=...th:HEX...`, OpenTelemetry's probability
 * sampling), as the `threshold` column keeps it: its first 16 bits plus 1, at most 65535; 0 where none is declared.
 */
export function thresholdOf(traceState: string): number {
  for (const member of traceState.split(',')) {
    const entry = member.trim();
    if (!entry.startsWith('ot=')) continue;
    for (const field of entry.slice('ot='.length).split(';')) {
      if (!field.startsWith('th:')) continue;
      const digits = field.slice('th:'.length);
      if (!THRESHOLD.test(digits)) return 0;
      return Math.min(65_535, Number.parseInt(digits.slice(0, 4).padEnd(4, '0'), 16) + 1);
    }
    return 0;
  }
  return 0;
}
