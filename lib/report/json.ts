import { type Report, validateReport } from './model';
import { escapeJsonText } from './untrusted';

/** Objects of the report whose keys are data, not fields. */
const MAPS: ReadonlySet<string> = new Set(['formats', 'reasons']);

/**
 * The report as JSON, indented by two spaces: keys in the order of the published schema, those of maps by
 * name. Characters that a terminal would act on are JSON escapes.
 * @throws z.ZodError where the report does not keep to its own schema
 */
export function renderJson(report: Report): string {
  return `${escapeJsonText(JSON.stringify(validateReport(report), sortMaps, 2))}\n`;
}

/** For JSON.stringify: the keys of maps by name. */
export function sortMaps(key: string, value: unknown): unknown {
  if (!MAPS.has(key) || typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}
