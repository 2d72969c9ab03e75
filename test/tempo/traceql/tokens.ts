/** What a query that Tempo refuses is told: `parse error at line 1, col 3: ...`. */
export class QueryError extends Error {}

/** A piece of a query; `column` counts from 1. */
export interface Token {
  readonly kind: 'word' | 'string' | 'number' | 'sign' | 'end';
  readonly text: string;
  readonly column: number;
}

const PIECE =
  /\s*(?:(?<string>"(?:[^"\\]|\\.)*"|`[^`]*`)|(?<number>\d+(?:\.\d+)?(?:ns|us|ms|s|m|h)?)|(?<word>\.?[A-Za-z_][\w.:-]*)|(?<sign>&&|\|\||=~|!~|!=|>=|<=|[{}()|,=<>!*+/-]))/y;

/** The pieces of a query, the last one its end. @throws QueryError */
export function tokensOf(query: string): Token[] {
  const tokens: Token[] = [];
  const end = query.trimEnd().length;
  PIECE.lastIndex = 0;
  while (PIECE.lastIndex < end) {
    const from = PIECE.lastIndex;
    const groups = PIECE.exec(query)?.groups;
    if (groups === undefined) throw errorAt(from + 1, `syntax error: unexpected character`);
    for (const kind of ['string', 'number', 'word', 'sign'] as const) {
      const text = groups[kind];
      if (text === undefined) continue;
      tokens.push({ kind, text, column: PIECE.lastIndex - text.length + 1 });
    }
  }
  return [...tokens, { kind: 'end', text: '$end', column: end + 1 }];
}

/** Tempo's words for where a query is wrong. */
export function errorAt(column: number, message: string): QueryError {
  return new QueryError(`parse error at line 1, col ${column}: ${message}`);
}
