import type { Line, Part } from '../messages/parts';

/** How a chat writes the kinds of parts. Each function escapes what its chat would act on. */
export interface Markup {
  readonly text: (text: string) => string;
  readonly name: (text: string) => string;
  readonly strong: (text: string) => string;
  readonly link: (text: string, url: string) => string;
}

/** A line in a chat's markup. */
export function render(line: Line, markup: Markup): string {
  return line.map((part) => renderPart(part, markup)).join('');
}

function renderPart(part: Part, markup: Markup): string {
  return part.kind === 'link' ? markup.link(part.text, part.url) : markup[part.kind](part.text);
}

/** Wide forms of what markdown acts on, which look alike and do nothing (Unicode block Halfwidth and Fullwidth Forms). */
const WIDE: Readonly<Record<string, string>> = {
  '*': '＊',
  '`': '｀',
  '<': '＜',
  '>': '＞',
  '[': '［',
  ']': '］',
  '~': '～',
  '|': '｜',
  '#': '＃',
  '!': '！',
  '@': '＠',
  '\\': '＼',
  _: '＿',
};

/** Underscores within a word are no markup, and stand in the names of settings that people copy. */
const ACTIVE = /[*`<>[\]~|#!@\\]|(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu;
/** An address of itself is made a link of. */
const ADDRESS = /:\/\/|\b(www)\.|\b(mailto|tel):/gi;

/**
 * For chats whose markdown has no way of its own to escape: active characters as their wide forms, addresses broken.
 * Digits, letters and punctuation stay.
 */
export function widened(text: string): string {
  return text
    .replace(ACTIVE, (found) => WIDE[found] ?? found)
    .replace(ADDRESS, (found) => found.replace(':', '：').replace('.', '．'))
    .replace(
      /^(\s*)([-+]|\d+\.)(?=\s)/,
      (_, space: string, mark: string) =>
        `${space}${mark.replace('-', '－').replace('+', '＋').replace('.', '．')}`,
    );
}
