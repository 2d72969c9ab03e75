import { closest, distance } from 'fastest-levenshtein';
import type { z } from 'zod';
import type { ConfigProblem } from './error';
import { KEY_SEPARATOR } from './values';
import type { YamlText } from './yaml-text';

type Issue = z.core.$ZodIssue;

/** Characters of a found value that are shown. */
const SHOWN_VALUE = 60;

/** What zod found wrong, as sentences with the place in the file. */
export function problemsOf(issues: readonly Issue[], yaml: YamlText): ConfigProblem[] {
  return issues.flatMap((issue) =>
    issue.code === 'unrecognized_keys'
      ? issue.keys.map((key) => unknownKey(issue, key, yaml))
      : [wrongValue(issue, yaml)],
  );
}

/** `thresholds.checks.orphan-span`, `exemptions[0].until`. */
export function pathText(path: readonly PropertyKey[]): string {
  return path
    .map((step, index) =>
      typeof step === 'number' ? `[${step}]` : `${index === 0 ? '' : '.'}${keyText(String(step))}`,
    )
    .join('');
}

/** Keys that are no plain words are quoted, controls in them escaped. */
function keyText(key: string): string {
  return /^[\w.*-]+$/.test(key) ? key : JSON.stringify(key);
}

function unknownKey(issue: Issue, key: string, yaml: YamlText): ConfigProblem {
  const known = issue.message.split(KEY_SEPARATOR);
  const nearest = closest(key, known);
  const advice = isNear(key, nearest)
    ? `did you mean ${nearest}?`
    : `the nearest known one is ${nearest} (known: ${known.join(', ')})`;
  return {
    path: pathText(issue.path),
    position: yaml.position([...issue.path, key], true),
    message: `unknown key ${JSON.stringify(key)}; ${advice}`,
  };
}

function wrongValue(issue: Issue, yaml: YamlText): ConfigProblem {
  const place = { path: pathText(issue.path), position: yaml.position(issue.path) };
  if (issue.code === 'custom' && issue.params?.['isSentence'] === true)
    return { ...place, message: issue.message };
  const found = valueAt(yaml.value, issue.path);
  if (found === undefined) return { ...place, message: `missing; give ${issue.message}` };
  const hint =
    issue.code === 'invalid_value' && typeof found === 'string' ? nearWord(found, issue.values) : '';
  return { ...place, message: `${shown(found)} is not accepted; ${hint}give ${issue.message}` };
}

function nearWord(word: string, known: readonly unknown[]): string {
  const nearest = closest(word, known.map(String));
  return isNear(word, nearest) ? `did you mean ${nearest}? Else ` : '';
}

function isNear(word: string, known: string): boolean {
  return distance(word, known) <= Math.max(2, Math.floor(known.length / 3));
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>((inner, step) => {
    // A short form (`margin: 15m`) has no fields of its own: it is itself what was found.
    if (typeof inner !== 'object' || inner === null) return inner;
    return Object.getOwnPropertyDescriptor(inner, step)?.value;
  }, value);
}

function shown(value: unknown): string {
  if (value === null) return 'an empty value';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'a map';
  const text = JSON.stringify(value);
  return text.length > SHOWN_VALUE ? `${text.slice(0, SHOWN_VALUE)}...` : text;
}
