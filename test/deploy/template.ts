import { z } from 'zod';
import { Intrinsics, type Json } from './intrinsics';

const resourceSchema = z.object({
  Type: z.string(),
  Condition: z.string().optional(),
  DeletionPolicy: z.string().optional(),
  Properties: z.record(z.string(), z.json()).default({}),
});

const templateSchema = z.object({
  Parameters: z.record(
    z.string(),
    z.object({ Type: z.string(), Default: z.union([z.string(), z.number()]) }),
  ),
  Conditions: z.record(z.string(), z.json()),
  Resources: z.record(z.string(), resourceSchema),
});

/** A resource with everything in it worked out. */
export interface Resource {
  readonly name: string;
  readonly type: string;
  /** It stays when the stack goes. */
  readonly isKept: boolean;
  readonly properties: Readonly<Record<string, Json>>;
}

/** The resources of a template as CloudFormation would make them: conditions decided, parameters put in. */
export function resourcesOf(template: unknown): Resource[] {
  const { Parameters, Conditions, Resources } = templateSchema.parse(template);
  const intrinsics = new Intrinsics(Parameters, Conditions);
  return Object.entries(Resources)
    .filter(([, { Condition }]) => Condition === undefined || intrinsics.holds(Condition))
    .map(([name, { Type, DeletionPolicy, Properties }]) => ({
      name,
      type: Type,
      isKept: DeletionPolicy === 'Retain',
      properties: intrinsics.members(Properties),
    }));
}
