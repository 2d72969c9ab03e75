import { z } from 'zod';
import type { Plain } from './fields';
import { edgeNameSchema } from './finding-model';

/** Where one check failed nowhere, in enough units to tell. */
export const passedSchema = z.strictObject({
  check: z.string().describe('ID of the check'),
  services: z.array(z.string()),
  edges: z.array(edgeNameSchema),
});

export type Passed = Plain<z.infer<typeof passedSchema>>;
