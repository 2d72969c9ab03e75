import { cellWidth, graphemesOf, takeCells } from './cells';

/** The text in lines of at most `width` cells, broken between words, and within a word only where it must be. */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(/[ \n]+/).filter((part) => part !== '')) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (cellWidth(longer) <= width) {
      line = longer;
      continue;
    }
    if (line !== '') lines.push(line);
    const pieces = breakWord(word, width);
    lines.push(...pieces.slice(0, -1));
    line = pieces.at(-1) ?? '';
  }
  return line === '' && lines.length > 0 ? lines : [...lines, line];
}

function breakWord(word: string, width: number): string[] {
  const pieces: string[] = [];
  let graphemes = graphemesOf(word);
  while (graphemes.length > 0) {
    const taken = takeCells(graphemes, width);
    // A grapheme wider than the line must still make progress.
    const length = Math.max(1, taken.length);
    pieces.push(graphemes.slice(0, length).join(''));
    graphemes = graphemes.slice(length);
  }
  return pieces;
}
