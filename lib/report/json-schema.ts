import { z } from 'zod';
import { reportSchema } from './model';

/** The JSON Schema (draft 2020-12) of the report, as published in docs/report.schema.json. */
export function reportJsonSchema(): Record<string, unknown> {
  return {
    title: 'Tracewarden report',
    description: 'The report of one audit, as `tracewarden audit --format json` writes it.',
    ...z.toJSONSchema(reportSchema, { target: 'draft-2020-12' }),
  };
}
