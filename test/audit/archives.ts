import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** A span in an archive of a test: short IDs are padded on the left, times are milliseconds since the epoch. */
export interface ArchivedSpan {
  readonly trace: string;
  readonly id: string;
  readonly parent?: string;
  readonly service?: string;
  readonly kind?: number;
  readonly start: number;
  readonly end?: number;
}

/** One export request as a line of OTLP JSON; the spans of each service under a resource of its own. */
export function otlpLine(spans: readonly ArchivedSpan[]): string {
  const services = [...new Set(spans.map(({ service = 'shop' }) => service))];
  return JSON.stringify({
    resourceSpans: services.map((name) => ({
      resource: { attributes: [{ key: 'service.name', value: { stringValue: name } }] },
      scopeSpans: [
        {
          spans: spans
            .filter(({ service = 'shop' }) => service === name)
            .map(({ trace, id, parent, kind = 1, start, end = start + 1 }) => ({
              traceId: trace.padStart(32, '0'),
              spanId: id.padStart(16, '0'),
              ...(parent !== undefined && { parentSpanId: parent.padStart(16, '0') }),
              name: 'work',
              kind,
              startTimeUnixNano: `${start}000000`,
              endTimeUnixNano: `${end}000000`,
            })),
        },
      ],
    })),
  });
}

/** A folder that is gone after the tests of the file. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'tracewarden-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Writes files below a folder, by their relative paths. */
export function writeFiles(folder: string, files: Readonly<Record<string, string | Uint8Array>>): void {
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), content);
  }
}
