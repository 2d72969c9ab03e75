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

/** The same of Tempo's blocks, which name a root's parent by no bytes. */
function blockQuery(files: string): string {
  return `
    WITH spans AS MATERIALIZED (
      SELECT trace, span.SpanID AS id, span.ParentSpanID AS parent
      FROM (
        SELECT trace, unnest(scope.Spans) AS span
        FROM (
          SELECT trace, unnest(resource.ss) AS scope
          FROM (SELECT TraceID AS trace, unnest(rs) AS resource FROM read_parquet('${files.replaceAll("'", "''")}'))
        )
      )
    )
    SELECT count(*)::INTEGER FROM (
      SELECT DISTINCT trace, id
      FROM spans AS child
      ANTI JOIN spans AS other ON child.trace = other.trace AND child.parent = other.id
      WHERE octet_length(child.parent) > 0
    )`;
}

/** Counts orphan spans of OTLP JSON lines in SQL; an in-memory database with its own defaults, all cores. */
export function runDuckdb(directory: string): Promise<Counts> {
  return count(orphanQuery(join(directory, '*.json')));
}

/** Counts orphan spans of the blocks in a folder. */
export function runDuckdbBlocks(directory: string): Promise<Counts> {
  return count(blockQuery(join(directory, '*', '*', 'data.parquet')));
}

async function count(query: string): Promise<Counts> {
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  try {
    const result = await connection.runAndReadAll(query);
    return { orphans: Number(result.getRows()[0]?.[0]) };
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}
