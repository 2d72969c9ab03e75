/** A piece of a line as a chat shows it. */
export interface Run {
  readonly text: string;
  readonly style: 'plain' | 'bold' | 'code' | 'link';
}

/** A line of a picture: runs, or a rule between parts. */
export type PictureLine = { readonly size: 'large' | 'normal'; readonly runs: readonly Run[] } | 'rule';

/** Bold, code and links as the chats' kinds of markdown write them. */
const MARKUP = /\*\*(.+?)\*\*|\*(.+?)\*|`(.+?)`|<(?:https:[^|>]+)\|(.+?)>|\[(.+?)\]\((?:https:[^)]+)\)/g;

/** A line of markdown as runs. @param unescape what the chat does with escapes before it shows a text */
export function markdownRuns(line: string, unescape: (text: string) => string): Run[] {
  const runs: Run[] = [];
  let end = 0;
  const add = (text: string, style: Run['style']) => {
    if (text !== '') runs.push({ text: unescape(text), style });
  };
  for (const found of line.matchAll(MARKUP)) {
    const [whole, bold, strong, code, slackLink, link] = found;
    add(line.slice(end, found.index), 'plain');
    if (code !== undefined) runs.push({ text: code, style: 'code' });
    else
      add(
        bold ?? strong ?? slackLink ?? link ?? '',
        bold === undefined && strong === undefined ? 'link' : 'bold',
      );
    end = found.index + whole.length;
  }
  add(line.slice(end), 'plain');
  return runs;
}

/** Lines of markdown, without the empty ones. */
export function markdownLines(text: string, unescape: (text: string) => string): PictureLine[] {
  return text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line): PictureLine => {
      if (line === '---') return 'rule';
      const isLarge = line.startsWith('#### ');
      const plain = line.replace(/^(?:#### |> )/, '').replaceAll(/<\/?font[^>]*>/g, '');
      return { size: isLarge ? 'large' : 'normal', runs: markdownRuns(plain, unescape) };
    });
}
