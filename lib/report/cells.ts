/**
 * Terminals show text in cells: most characters take one, East Asian ones and emoji two. Text here has gone
 * through escapeUntrusted, so that nothing invisible is left to count.
 */

/** Halfwidth forms are narrow although their scripts are wide. */
const NARROW = /^[\uff61-\uffdc\uffe8-\uffee]/u;
/** Classes W and F of Unicode Standard Annex 11, by blocks and scripts. */
const WIDE =
  /^[\u1100-\u115f\u2e80-\u303e\u3041-\u4dff\u{1b000}-\u{1b2ff}\uff01-\uff60\uffe0-\uffe6\p{Script=Han}\p{Script=Hangul}\p{Script=Yi}\p{Script=Tangut}\p{Script=Nushu}\p{Emoji_Presentation}]/u;
/** Characters that are taken apart to cut a text. */
const MAX_SEGMENTED = 4096;
/** Nothing but characters that are known to stand for themselves in one cell each: ASCII, and what reports draw with. */
const PLAIN = /^[ -~…▁-█]*$/;

/** Made when it is first needed: the data of Intl takes a while to load. */
let segmenter: Intl.Segmenter | undefined;

/** The text's graphemes: what a person takes for one character. */
export function graphemesOf(text: string): string[] {
  if (PLAIN.test(text)) return text.split('');
  segmenter ??= new Intl.Segmenter('en', { granularity: 'grapheme' });
  return Array.from(segmenter.segment(text), ({ segment }) => segment);
}

/** Cells that the text takes. */
export function cellWidth(text: string): number {
  if (PLAIN.test(text)) return text.length;
  return graphemesOf(text).reduce((width, grapheme) => width + graphemeWidth(grapheme), 0);
}

/** The text, cut in the middle where it takes more than `max` cells: both ends of a name tell it apart. */
export function cutMiddle(text: string, max: number): string {
  const ends = endsOf(text);
  if (ends === text && cellWidth(text) <= max) return text;
  const graphemes = graphemesOf(ends);
  const head = takeCells(graphemes, Math.ceil((max - 1) / 2));
  const tail = takeCells(graphemes.toReversed(), Math.floor((max - 1) / 2));
  return `${head.join('')}…${tail.reverse().join('')}`;
}

/** A name may be megabytes long: only its ends are taken apart, which are far longer than what is shown of it. */
function endsOf(text: string): string {
  if (text.length <= MAX_SEGMENTED) return text;
  const half = MAX_SEGMENTED / 2;
  return `${text.slice(0, half).toWellFormed()}${text.slice(-half).toWellFormed()}`;
}

/** The text with spaces added on the right up to `width` cells. */
export function padRight(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - cellWidth(text)));
}

/** The text with spaces added on the left up to `width` cells. */
export function padLeft(text: string, width: number): string {
  return ' '.repeat(Math.max(0, width - cellWidth(text))) + text;
}

/** As many graphemes from the front as fit into `max` cells. */
export function takeCells(graphemes: readonly string[], max: number): string[] {
  const taken: string[] = [];
  let width = 0;
  for (const grapheme of graphemes) {
    width += graphemeWidth(grapheme);
    if (width > max) break;
    taken.push(grapheme);
  }
  return taken;
}

function graphemeWidth(grapheme: string): number {
  return WIDE.test(grapheme) && !NARROW.test(grapheme) ? 2 : 1;
}
