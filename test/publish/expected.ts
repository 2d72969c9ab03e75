import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/**
 * Compares with a file under expected/. With UPDATE_EXPECTED=1 the file is written instead: read the difference
 * before it is committed.
 */
export function expectJson(name: string, value: unknown): void {
  const file = path.join(__dirname, 'expected', name);
  if (process.env['UPDATE_EXPECTED'] === '1') writeFileSync(file, `${JSON.stringify(value, null, 2)}\n`);
  expect(value).toEqual(JSON.parse(readFileSync(file, 'utf8')));
}
