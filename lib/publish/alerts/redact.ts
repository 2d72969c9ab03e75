import { escapeUntrusted } from '../../report/untrusted';
import type { Credentials } from '../chat/chat';

/** Shorter pieces of an address say nothing, and would blacken ordinary words. */
const MIN_SECRET_LENGTH = 6;
const HIDDEN = '[hidden]';

/**
 * A text without the credentials of a chat: its address (a webhook's path and query are its password), every longer
 * piece of it, and its secret, encoded or not. The host stays: it tells which chat it was.
 */
export function redact(text: string, { url, secret }: Credentials): string {
  const pieces = [
    `${url.pathname}${url.search}`,
    url.pathname,
    url.search,
    ...url.pathname.split('/'),
    ...url.searchParams.values(),
    ...(secret === null ? [] : [secret]),
  ];
  return escapeUntrusted(
    pieces
      .flatMap((piece) => [piece, encodeURIComponent(piece), decoded(piece)])
      .filter((piece) => piece.length >= MIN_SECRET_LENGTH)
      .toSorted((a, b) => b.length - a.length)
      .reduce((left, piece) => left.replaceAll(piece, HIDDEN), text),
  );
}

function decoded(piece: string): string {
  try {
    return decodeURIComponent(piece);
  } catch (error) {
    if (error instanceof URIError) return piece;
    throw error;
  }
}
