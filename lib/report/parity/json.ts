import { z } from 'zod';
import { UNCOMPILED } from '../fields';
import { sortMaps } from '../json';
import { type ParityReport, parityReportSchema } from '../parity-model';
import { escapeJsonText } from '../untrusted';

/**
 * The comparison as JSON, keys in the order of the published schema; characters that a terminal would act on are JSON
 * escapes.
 * @throws z.ZodError where the report does not keep to its own schema
 */
export function renderParityJson(report: ParityReport): string {
  return `${escapeJsonText(JSON.stringify(parityReportSchema.parse(report, UNCOMPILED), sortMaps, 2))}\n`;
}

/** The JSON Schema (draft 2020-12) of the report, as published in docs/parity.schema.json. */
export function parityJsonSchema(): Record<string, unknown> {
  return {
    title: 'Tracewarden parity report',
    description: 'What comparing two sources came to, as `tracewarden parity --format json` writes it.',
    ...z.toJSONSchema(parityReportSchema, { target: 'draft-2020-12' }),
  };
}
