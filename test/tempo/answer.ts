/** What the server is to send. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Buffer;
}

/** 200 with JSON, written as Go's encoder writes it: `<`, `>` and `&` are escapes. */
export function json(value: object): Answer {
  return jsonText(jsonOf(value));
}

/** 200 with what jsonOf made. */
export function jsonText(body: string | Buffer): Answer {
  return { status: 200, headers: { 'Content-Type': 'application/json' }, body };
}

/** The text that `json` sends. */
export function jsonOf(value: object): string {
  return JSON.stringify(value).replaceAll(
    /[<>&]/g,
    (found) => `\\u${found.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** A plain text; most errors are one. */
export function text(status: number, body: string): Answer {
  return { status, headers: { 'Content-Type': 'text/plain; charset=utf-8' }, body };
}

/** 200 with a protobuf message. */
export function protobuf(body: Buffer): Answer {
  return { status: 200, headers: { 'Content-Type': 'application/protobuf' }, body };
}

/** What a handler answers with in the middle of its work. */
export class Refusal extends Error {
  readonly answer: Answer;

  constructor(status: number, message: string) {
    super(message);
    this.answer = text(status, message);
  }
}
