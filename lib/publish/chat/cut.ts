import { graphemesOf } from '../../report/cells';

/** The text, cut at its end where it has more than `max` UTF-16 code units, never within a character. */
export function cut(text: string, max: number): string {
  if (text.length <= max) return text;
  let kept = '';
  for (const grapheme of graphemesOf(text)) {
    if (kept.length + grapheme.length > max - 1) break;
    kept += grapheme;
  }
  return `${kept}…`;
}
