import { gunzipSync, gzipSync } from 'node:zlib';
import { renderJson } from '../report/json';
import { renderMarkdown } from '../report/markdown';
import { type Report, validateReport } from '../report/model';
import { type ObjectStore, StoreError } from './store';

/** A window, milliseconds since the epoch. */
interface Period {
  readonly start: number;
  readonly end: number;
}

/** The largest report that is read back, after decompression; bytes. */
const MAX_REPORT_BYTES = 512 * 1024 * 1024;

/** A window as a part of a key: `20261120T140000Z-20261120T150000Z`; with milliseconds where there are some. */
export function windowId({ start, end }: Period): string {
  return `${compactInstant(start)}-${compactInstant(end)}`;
}

function compactInstant(millis: number): string {
  return new Date(millis).toISOString().replaceAll(/[-:]|\.000/g, '');
}

/** Key of a report without its ending: `reports/shop/2026/11/20/20261120T140000Z-20261120T150000Z`. */
export function reportKey(source: string, window: Period, suffix = ''): string {
  const day = new Date(window.start).toISOString().slice(0, 10).replaceAll('-', '/');
  return `reports/${source}/${day}/${windowId(window)}${suffix}`;
}

/** Key of the state of a source's windows. */
export function stateKey(source: string): string {
  return `state/${source}.json`;
}

/** Key of the full report, as JSON. */
export function jsonKey(key: string): string {
  return `${key}.json.gz`;
}

/**
 * Stores a report as gzipped JSON and as Markdown. The first one counts: where there is one already, it stays.
 * @returns the report that is stored, and whether it is this one
 * @throws StoreError
 */
export async function storeReport(
  store: ObjectStore,
  key: string,
  report: Report,
): Promise<{ readonly report: Report; readonly isNew: boolean }> {
  // The Markdown first: whoever finds the JSON finds both.
  const markdown = Buffer.from(renderMarkdown(report));
  await store.put(
    `${key}.md`,
    markdown,
    { ifNoneMatch: true },
    { contentType: 'text/markdown; charset=utf-8' },
  );
  const body = gzipSync(renderJson(report));
  const answer = await store.put(
    jsonKey(key),
    body,
    { ifNoneMatch: true },
    { contentType: 'application/gzip' },
  );
  if (answer !== 'conflict') return { report, isNew: true };
  const stored = await loadReport(store, key);
  if (stored === null) throw new StoreError(`${jsonKey(key)} was there and is gone`);
  return { report: stored, isNew: false };
}

/**
 * A report that was stored before; null where there is none.
 * @throws StoreError also where it is no report
 */
export async function loadReport(store: ObjectStore, key: string): Promise<Report | null> {
  const stored = await store.get(jsonKey(key));
  if (stored === null) return null;
  try {
    const text = gunzipSync(stored.body, { maxOutputLength: MAX_REPORT_BYTES }).toString('utf8');
    return validateReport(JSON.parse(text));
  } catch (error) {
    throw new StoreError(
      `${jsonKey(key)} is no report of this version; move it away to audit its window again`,
      {
        cause: error,
      },
    );
  }
}

/**
 * The link to a report, for people. The template's `{key}` stands for its key, `{bucket}` for the bucket.
 * @param template null: there are no links
 */
export function reportUrl(
  template: string | null,
  { bucket, key }: { readonly bucket: string; readonly key: string },
): string | null {
  if (template === null) return null;
  const path = key.split('/').map(encodeURIComponent).join('/');
  return template.replaceAll('{bucket}', encodeURIComponent(bucket)).replaceAll('{key}', path);
}
