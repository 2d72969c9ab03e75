import { Fact } from '../model/span';
import { hexOfWords, mix32, murmurRound, wordsOfHex } from '../model/words';
import type { DecodeSink } from './format';

/** Which column an ID is for. */
export type IdKind = 'trace' | 'span' | 'parent';

/** Words of each kind of ID. */
export const ID_WORDS: Readonly<Record<IdKind, number>> = { trace: 4, span: 2, parent: 2 };

const INVALID_FACTS: Readonly<Record<IdKind, number>> = {
  trace: Fact.INVALID_TRACE_ID,
  span: Fact.INVALID_SPAN_ID,
  parent: Fact.INVALID_PARENT_ID,
};

/** The part of an ID that is no ID which is told on: enough to recognise it by. */
const MAX_RAW = 200;

/**
 * Writes an ID given as hex of either case into `words` from index `first` on.
 *
 * What is no ID is kept recognisable: hex of another length, or other text, is stood for by a hash of the text (the
 * same text has the same words), and the text is told to the sink. An absent, empty or all-zero ID is zero words.
 * @returns the Fact to set: 0 for a good ID, and for a parent that is absent, empty or all zero (there is none)
 */
export function readHexId(
  kind: IdKind,
  raw: string | null,
  words: Uint32Array,
  first: number,
  sink: Pick<DecodeSink, 'invalidId'>,
): number {
  const count = ID_WORDS[kind];
  const fact = INVALID_FACTS[kind];
  if (raw === null || raw === '') return kind === 'parent' ? 0 : fact;
  if (wordsOfHex(raw, words, first, count)) {
    return kind === 'parent' || !isZero(words, first, count) ? 0 : fact;
  }
  words.set(invalidIdWords(raw, count), first);
  sink.invalidId(kind, hexOfWords(words, first, count), raw.slice(0, MAX_RAW));
  return fact;
}

/** Like readHexId, and takes base64 as well (protobuf's own JSON mapping, as in Tempo's answers). */
export function readId(
  kind: IdKind,
  raw: string | null,
  words: Uint32Array,
  first: number,
  sink: Pick<DecodeSink, 'invalidId'>,
): number {
  return readHexId(kind, raw === null ? null : (hexOfBase64(raw, ID_WORDS[kind]) ?? raw), words, first, sink);
}

/** The hex of a base64 ID of `count` words, with its padding; null where the text is none. */
function hexOfBase64(text: string, count: number): string | null {
  const pattern = count === 4 ? /^[A-Za-z0-9+/_-]{22}==$/ : /^[A-Za-z0-9+/_-]{11}=$/;
  return pattern.test(text) ? Buffer.from(text, 'base64').toString('hex') : null;
}

/** Words that stand for a text that is no ID: a hash of it, never all zero. */
export function invalidIdWords(raw: string, count: number): Uint32Array {
  const words = new Uint32Array(count);
  for (let word = 0; word < count; word++) {
    // Another seed for each word: independent hashes of the same text.
    let hash = Math.imul(word + 1, 0x9e3779b1);
    for (let index = 0; index < raw.length; index++) hash = murmurRound(hash, raw.charCodeAt(index));
    words[word] = mix32(hash ^ raw.length);
  }
  if (isZero(words, 0, count)) words[0] = 1;
  return words;
}

function isZero(words: Uint32Array, first: number, count: number): boolean {
  for (let index = first; index < first + count; index++) {
    if (words[index] !== 0) return false;
  }
  return true;
}
