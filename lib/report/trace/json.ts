import { z } from 'zod';
import { UNCOMPILED } from '../fields';
import { type TraceReport, traceReportSchema } from '../trace-model';
import { escapeJsonText } from '../untrusted';

/**
 * The trace as JSON, keys in the order of the published schema; characters that a terminal would act on are JSON
 * escapes.
 * @throws z.ZodError where the report does not keep to its own schema
 */
export function renderTraceJson(report: TraceReport): string {
  return `${escapeJsonText(JSON.stringify(traceReportSchema.parse(report, UNCOMPILED), null, 2))}\n`;
}

/** The JSON Schema (draft 2020-12) of the trace report, as published in docs/trace.schema.json. */
export function traceJsonSchema(): Record<string, unknown> {
  return {
    title: 'Tracewarden trace',
    description: 'One trace and its verdicts, as `tracewarden trace --format json` writes it.',
    ...z.toJSONSchema(traceReportSchema, { target: 'draft-2020-12' }),
  };
}
