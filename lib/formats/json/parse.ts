/** Text whose JSON cannot be read although it may be valid; the message says why. */
export class UnreadableJson extends Error {
  override readonly name = 'UnreadableJson';
}

/**
 * A number that a double may not hold, where a value may stand: one of 16 digits or more, or one with an exponent
 * behind 9 characters or more (with fewer, every whole number below 2^64 is exact as a double).
 */
const LONG_NUMBER = /(?:^|[:[,\s])-?(?:\d{16}|[\d.]{9,}[eE])/;
const DECIMAL = /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/;
/** What is larger fits no field that we read, and stays a double. */
const MAX_EXACT = 2 ** 65;

/**
 * JSON.parse with 64-bit integers kept exact: those beyond 2^53 come back as bigint, however they are written
 * (`1544712660000000001`, `1.544712660000000001e18`); all other values are what JSON.parse gives.
 * @throws SyntaxError where the text is no JSON; UnreadableJson where such numbers stand in a nesting too deep
 * for the reviver of JSON.parse (some thousand levels; without such numbers any depth is read)
 */
export function parseJson(text: string): unknown {
  if (!LONG_NUMBER.test(text)) return JSON.parse(text);
  try {
    return JSON.parse(text, exactNumber);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new UnreadableJson('nested too deeply to keep its 64-bit numbers exact', { cause: error });
  }
}

function exactNumber(_key: string, value: unknown, context?: { readonly source?: string }): unknown {
  if (typeof value !== 'number' || Number.isSafeInteger(value) || context?.source === undefined) return value;
  return Math.abs(value) < MAX_EXACT ? (exactInteger(context.source) ?? value) : value;
}

/** The whole number below MAX_EXACT that a JSON number token stands for; null where it has a fraction. */
function exactInteger(source: string): bigint | null {
  const [, sign = '', whole = '', fraction = '', exponent = '0'] = DECIMAL.exec(source) ?? [];
  const shift = Number(exponent) - fraction.length;
  const digits = whole + fraction;
  if (shift >= 0) return BigInt(`${sign}${digits}${'0'.repeat(shift)}`);
  return /[1-9]/.test(digits.slice(shift)) ? null : BigInt(`${sign}${digits.slice(0, shift)}`);
}
