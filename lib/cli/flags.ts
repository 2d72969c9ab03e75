import { InvalidArgumentError } from 'commander';
import { UnitError } from '../config/unit-error';
import { parseDuration } from '../config/units';

/** A parser of the config's as commander wants it: its error is told with the flag's name. */
export function flag<T>(parse: (text: string) => T): (text: string) => T {
  return (text) => {
    try {
      return parse(text);
    } catch (error) {
      if (error instanceof UnitError) throw new InvalidArgumentError(error.message);
      throw error;
    }
  };
}

/** For a flag that may be given several times. */
export function collect(text: string, earlier: readonly string[] | undefined): readonly string[] {
  return [...(earlier ?? []), text];
}

/** `15m` for both sides of a window, or `5m,15m` for before and after. @throws UnitError */
export function parseMargin(text: string): { before: number; after: number } {
  const [before = '', after = before, ...more] = text.split(',');
  if (more.length > 0) throw new UnitError(text, 'one duration for both sides, or two as in 5m,15m');
  return { before: parseDuration(before), after: parseDuration(after) };
}
