import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import type { Counts } from './job';

/** Only the fields that are needed, so that DuckDB neither guesses types nor reads the rest. */
const COLUMNS =
  'STRUCT(scopeSpans STRUCT(spans STRUCT(traceId VARCHAR, spanId VARCHAR, parentSpanId VARCHAR)[])[])[]';

/** What a user would write: spans whose parent no span of their trace is, each counted once however often it came. */
function orphanQuery(files: string): string {
  return `
    WITH spans AS MATERIALIZED (
      SELECT span.traceId AS trace, span.spanId AS id, span.parentSpanId AS parent
      FROM (
        SELECT unnest(scope.spans) AS span
        FROM (
          SELECT unnest(resource.scopeSpans) AS scope
          FROM (
            SELECT unnest(resourceSpans) AS resource
            FROM read_ndjson('${files.replaceAll("'", "''")}', columns = {resourceSpans: '${COLUMNS}'})
          )
        )
      )
    )
    SELECT count(*)::INTEGER FROM (
      SELECT DISTINCT trace, id
      FROM spans AS child
      ANTI JOIN spans AS other ON child.trace = other.trace AND child.parent = other.id
      WHERE child.parent <> ''
    )`;
}

/** Counts orphan spans of OTLP JSON lines in SQL; an in-memory database with its own defaults, all cores. */
export async function runDuckdb(directory: string): Promise<Counts> {
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  try {
    const result = await connection.runAndReadAll(orphanQuery(join(directory, '*.json')));
    return { orphans: Number(result.getRows()[0]?.[0]) };
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}
