import { cutMiddle } from './cells';
import { escapeUntrusted, shownName } from './untrusted';

/**
 * Markdown of pull requests and wikis makes links, images, mentions, references, formulas and HTML of what it
 * finds. Names from traces are therefore shown in code spans, in which no renderer looks for any of these
 * (CommonMark 0.31 section 6.1; GitHub and GitLab skip code when they look for mentions and references).
 */

/** A backtick would end the span, a pipe the table's cell; `<` is for those who put the text into HTML as it is. */
const ACTIVE_IN_CODE = /[`|<]/g;
/** What starts or ends an inline element outside of code. */
const ACTIVE_IN_TEXT = /[\\`*_[\]|~$]/g;

/** What renderers act on wherever it stands in a text, escaped or not: mentions, references, bare addresses. */
const ACTIVE_WORDS = /@|#\d|:\/\/|www\./i;
/** Names longer than this are no names. */
const MAX_NAME = 160;

/** An untrusted name as a code span, on one line, safe within a table's cell. */
export function codeSpan(name: string): string {
  const shown = cutMiddle(shownName(name), MAX_NAME).replace(
    ACTIVE_IN_CODE,
    (found) => `\\x${found.charCodeAt(0).toString(16)}`,
  );
  return `\`${shown}\``;
}

/** A sentence of our own (a title, a remedy), in which parts may come from elsewhere; its characters show as they are. */
export function markdownText(text: string): string {
  if (ACTIVE_WORDS.test(text)) return codeSpan(text);
  return escapeUntrusted(text)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replace(ACTIVE_IN_TEXT, (found) => `\\${found}`);
}
