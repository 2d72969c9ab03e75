import { errorAt, type QueryError, type Token, tokensOf } from './tokens';

/** Goes through a query's pieces; what is not as asked for throws a QueryError. */
export class Cursor {
  private readonly tokens: readonly Token[];
  private position = 0;

  constructor(text: string) {
    this.tokens = tokensOf(text);
  }

  /** The piece here; the last one again and again at the end. */
  next(): Token {
    const token = this.peek();
    this.position++;
    return token;
  }

  isSign(sign: string): boolean {
    const token = this.peek();
    return token.kind === 'sign' && token.text === sign;
  }

  /** Goes on over that sign, if it is here. */
  takeSign(sign: string): boolean {
    const isHere = this.isSign(sign);
    if (isHere) this.position++;
    return isHere;
  }

  takeWord(word: string): boolean {
    const token = this.peek();
    const isHere = token.kind === 'word' && token.text === word;
    if (isHere) this.position++;
    return isHere;
  }

  /** That sign must be here. @throws QueryError */
  sign(sign: string): void {
    if (!this.takeSign(sign)) throw this.unexpected(this.peek());
  }

  /** Nothing more may come. @throws QueryError */
  end(): void {
    const token = this.peek();
    if (token.kind !== 'end') throw this.unexpected(token);
  }

  /** As Tempo's grammar tells of a piece in the wrong place. */
  unexpected(token: Token): QueryError {
    return token.kind === 'word' && this.position <= 1
      ? errorAt(token.column, `unknown identifier: ${token.text}`)
      : errorAt(token.column, `syntax error: unexpected ${token.text}`);
  }

  private peek(): Token {
    return this.tokens[this.position] ?? { kind: 'end', text: '$end', column: 1 };
  }
}
