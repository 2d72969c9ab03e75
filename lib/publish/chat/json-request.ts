import type { ChatRequest, JsonObject } from './chat';

/** A POST of JSON in UTF-8. The charset is named: Teams takes the text for Latin-1 without it. */
export function jsonRequest(
  url: URL,
  payload: JsonObject,
  headers: Readonly<Record<string, string>> = {},
): ChatRequest {
  return {
    url,
    headers: { 'content-type': 'application/json; charset=utf-8', ...headers },
    body: JSON.stringify(payload),
  };
}

/** Bytes of the payload as it is sent. */
export function payloadBytes(payload: JsonObject): number {
  return Buffer.byteLength(JSON.stringify(payload));
}
