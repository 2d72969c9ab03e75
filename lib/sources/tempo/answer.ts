/** What a server answered. */
export interface Answer {
  readonly status: number;
  /** Media type in lower case, without parameters; empty where none is named. */
  readonly contentType: string;
  readonly body: Buffer;
  /** Where it wants to send us; null where it does not. */
  readonly location: string | null;
}

/** How much of an answer's text is shown. */
const SHOWN = 200;

/** The beginning of an answer as one line of plain text: it was written by others. */
export function textOfAnswer({ body }: Answer, secrets: readonly string[]): string {
  const text = secrets.reduce(
    (shown, secret) => shown.replaceAll(secret, '***'),
    body.subarray(0, 4 * SHOWN).toString('utf8'),
  );
  const plain = text
    .replaceAll(/[^\p{L}\p{N}\p{P}\p{S}]+/gu, ' ')
    .trim()
    .slice(0, SHOWN);
  return plain === '' ? '(nothing)' : plain;
}

/** Whether a web page came where data was asked for: a login page, a proxy's error. */
export function isWebPage({ contentType, body }: Answer): boolean {
  return contentType === 'text/html' || /^\s*<(!doctype|html)/i.test(body.toString('latin1', 0, 100));
}
