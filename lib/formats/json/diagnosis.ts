import { Byte } from './bytes';
import { StructureWalker, Walk } from './structure';

/** What is wrong with bytes that are no JSON document, as a person would say it. */
export function whatIsWrong(buffer: Uint8Array, start: number, end: number): string {
  if (buffer[start] !== Byte.OPEN_BRACE && buffer[start] !== Byte.OPEN_BRACKET) {
    return 'neither { nor [ stands where a document should begin';
  }
  const walker = new StructureWalker();
  const walk = walker.walk(buffer, start, end);
  if (walk === Walk.MORE) return 'ends in the middle of a document';
  if (walk === Walk.DAMAGED) return walker.problem;
  return walker.position < end ? 'something follows the document' : 'a token that JSON does not have';
}
