import { z } from 'zod';
import type { Resource } from './template';

const oneOrMore = z
  .union([z.string(), z.array(z.string())])
  .transform((value) => (typeof value === 'string' ? [value] : value));

const statementSchema = z.object({
  Sid: z.string().optional(),
  Effect: z.enum(['Allow', 'Deny']),
  Principal: z.json().optional(),
  Action: oneOrMore,
  Resource: oneOrMore.optional(),
  Condition: z.json().optional(),
});

/** A statement of a policy. */
export type Statement = z.infer<typeof statementSchema>;

const documentSchema = z.object({ Statement: z.array(statementSchema) });
const policySchema = z.object({ PolicyDocument: documentSchema });
const roleSchema = z.object({
  AssumeRolePolicyDocument: documentSchema,
  Policies: z.array(policySchema),
  ManagedPolicyArns: z.never().optional(),
});

/** What a role may do: by its own policies and by those that are attached to it. */
export function statementsOf(resources: readonly Resource[], role: string): Statement[] {
  const own = roleSchema.parse(resources.find(({ name }) => name === role)?.properties);
  const attached = resources
    .filter(
      ({ type, properties }) => type === 'AWS::IAM::RolePolicy' && properties['RoleName'] === `<${role}>`,
    )
    .map(({ properties }) => policySchema.parse(properties));
  return [...own.Policies, ...attached].flatMap(({ PolicyDocument }) => PolicyDocument.Statement);
}

/** Who may take a role. */
export function trustOf(resources: readonly Resource[], role: string): Statement[] {
  const found = resources.find(({ name }) => name === role);
  return roleSchema.parse(found?.properties).AssumeRolePolicyDocument.Statement;
}

/** The statements of a policy of a bucket, queue or topic. */
export function policyOf(resources: readonly Resource[], name: string): Statement[] {
  return policySchema.parse(resources.find((resource) => resource.name === name)?.properties).PolicyDocument
    .Statement;
}

/** A statement in a line: `Sid: actions on resources if condition`. */
export function lineOf({ Sid, Effect, Action, Resource = [], Condition }: Statement): string {
  const condition = Condition === undefined ? '' : ` if ${JSON.stringify(Condition)}`;
  return `${Effect} ${Sid}: ${Action.join(', ')} on ${Resource.join(', ')}${condition}`;
}
