/**
 * Text from spans, keys and messages is written by others. Shown as it is, it could move the cursor, recolour
 * the terminal, forge lines of a report, or turn the reading direction so that one name looks like another
 * (Unicode Technical Report 36; CVE-2021-42574).
 */

/**
 * What is never shown as it is: categories C (controls, format characters with all bidi controls, lone
 * surrogates, private use, unassigned), line and paragraph separators, characters that are invisible by
 * design, and every space but the plain one.
 */
const HIDDEN = /(?! )[\p{C}\p{Z}\p{Default_Ignorable_Code_Point}]/gu;

/** Marks that would sit on what we wrote before the text, and piles of marks that reach into other lines. */
const LOOSE_MARKS = /^\p{M}+|(?<=\p{M}{3})\p{M}/gu;

const SHORT_ESCAPES: Readonly<Record<string, string>> = { '\t': '\\t', '\n': '\\n', '\r': '\\r' };

/**
 * The text with everything hidden or active shown as an escape: `\t`, `\x1b`, `\u202e`, `\u{e0041}`.
 * What is visible, a backslash too, stays as it is. The result is one line, in well-formed Unicode.
 */
export function escapeUntrusted(text: string): string {
  return text.replace(HIDDEN, escapeAll).replace(LOOSE_MARKS, escapeAll);
}

/** Spaces that a reader cannot count, or with which a name could pass for columns of a table. */
const LOOSE_SPACES = /^ | $|(?<= ) /g;

/** A name as shown: escaped, never invisible, with single spaces inside it only. */
export function shownName(name: string): string {
  return name === '' ? '(empty)' : escapeUntrusted(name).replace(LOOSE_SPACES, '\\x20');
}

/** JSON text with the same characters written as JSON escapes: the same value, safe to look at. */
export function escapeJsonText(json: string): string {
  return json.replace(/(?![ \n])[\p{C}\p{Z}\p{Default_Ignorable_Code_Point}]/gu, (found) =>
    Array.from({ length: found.length }, (_, index) => `\\u${hex(found.charCodeAt(index), 4)}`).join(''),
  );
}

function escapeAll(text: string): string {
  return Array.from(text, escapeOne).join('');
}

function escapeOne(character: string): string {
  const short = SHORT_ESCAPES[character];
  if (short !== undefined) return short;
  const code = character.codePointAt(0) ?? 0;
  if (code <= 0xff) return `\\x${hex(code, 2)}`;
  return code <= 0xffff ? `\\u${hex(code, 4)}` : `\\u{${hex(code, 0)}}`;
}

function hex(code: number, digits: number): string {
  return code.toString(16).padStart(digits, '0');
}
