import type { z } from 'zod';

/** What JSON can say. */
export type Json = z.infer<ReturnType<typeof z.json>>;
type Members = Readonly<Record<string, Json>>;

/** A parameter with its value. */
export interface Parameter {
  readonly Type: string;
  readonly Default: string | number;
}

const PSEUDO: Readonly<Record<string, string>> = {
  'AWS::Partition': 'aws',
  'AWS::Region': 'eu-central-1',
  'AWS::AccountId': '111122223333',
};

/**
 * CloudFormation's own functions, as far as the template uses them; any other is an error. A resource is referred to as
 * `<Name>`, its attribute as `<Name.Attribute>`. Source: AWS CloudFormation User Guide, intrinsic functions.
 */
export class Intrinsics {
  private readonly parameters: Readonly<Record<string, Parameter>>;
  private readonly conditions: Members;

  constructor(parameters: Readonly<Record<string, Parameter>>, conditions: Members) {
    this.parameters = parameters;
    this.conditions = conditions;
  }

  /** Whether the condition of that name holds. */
  holds(name: string): boolean {
    const condition = this.conditions[name];
    if (condition === undefined) throw new Error(`there is no condition ${name}`);
    return this.decide(condition);
  }

  /** An object with all its members worked out; those without a value are left out. */
  members(value: Members): Members {
    return Object.fromEntries(
      Object.entries(value).flatMap(([key, inner]) => {
        const worked = this.work(inner);
        return worked === undefined ? [] : [[key, worked] as const];
      }),
    );
  }

  private decide(condition: Json): boolean {
    const call = callOf(condition);
    if (call?.name === 'Fn::Not') return !this.decide(itemOf(call.argument, 0));
    if (call?.name !== 'Fn::Equals') throw new Error(`no condition: ${JSON.stringify(condition)}`);
    return this.work(itemOf(call.argument, 0)) === this.work(itemOf(call.argument, 1));
  }

  /** undefined: AWS::NoValue. */
  private work(value: Json): Json | undefined {
    if (Array.isArray(value))
      return value.map((item) => this.work(item)).filter((item) => item !== undefined);
    if (typeof value !== 'object' || value === null) return value;
    const call = callOf(value);
    return call === null ? this.members(value) : this.call(call.name, call.argument);
  }

  private call(name: string, argument: Json): Json | undefined {
    switch (name) {
      case 'Ref':
        return argument === 'AWS::NoValue' ? undefined : this.reference(textOf(argument));
      case 'Fn::GetAtt':
        return `<${listOf(argument).map(textOf).join('.')}>`;
      case 'Fn::Sub':
        return textOf(argument).replaceAll(/\$\{([^}]+)\}/g, (_, inner: string) =>
          textOf(this.reference(inner)),
        );
      case 'Fn::Join':
        return listOf(this.work(itemOf(argument, 1)))
          .map(textOf)
          .join(textOf(itemOf(argument, 0)));
      case 'Fn::If':
        return this.work(itemOf(argument, this.holds(textOf(itemOf(argument, 0))) ? 1 : 2));
      default:
        throw new Error(`unknown function ${name}`);
    }
  }

  private reference(name: string): Json {
    const parameter = this.parameters[name];
    if (parameter === undefined) return PSEUDO[name] ?? `<${name}>`;
    return parameter.Type === 'CommaDelimitedList' ? String(parameter.Default).split(',') : parameter.Default;
  }
}

function callOf(value: Json): { readonly name: string; readonly argument: Json } | null {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return null;
  const [first, ...others] = Object.entries(value);
  if (first === undefined || others.length > 0) return null;
  const [name, argument] = first;
  return name === 'Ref' || name.startsWith('Fn::') ? { name, argument } : null;
}

function listOf(value: Json | undefined): Json[] {
  if (!Array.isArray(value)) throw new Error(`no list: ${JSON.stringify(value)}`);
  return value;
}

function itemOf(value: Json, index: number): Json {
  const item = listOf(value)[index];
  if (item === undefined) throw new Error(`no item ${index}: ${JSON.stringify(value)}`);
  return item;
}

function textOf(value: Json): string {
  if (typeof value !== 'string') throw new Error(`no text: ${JSON.stringify(value)}`);
  return value;
}
