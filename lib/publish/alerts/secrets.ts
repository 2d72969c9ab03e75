import { z } from 'zod';

/** Reads the values behind references. */
export interface Secrets {
  /** @throws SecretError, which names the reference and never the value */
  resolve(reference: string): Promise<string>;
}

/** A value cannot be read. */
export class SecretError extends Error {
  constructor(reference: string, reason: string, options?: ErrorOptions) {
    super(`${reference}: ${reason}`, options);
    this.name = 'SecretError';
  }
}

/** The two places where values are kept. */
export interface SecretStores {
  /** The decrypted value of a parameter of SSM Parameter Store. */
  parameter(name: string): Promise<string | undefined>;
  /** The text of a secret of Secrets Manager. */
  secret(name: string): Promise<string | undefined>;
}

/** Milliseconds for which a value is kept in memory: a changed secret is in force after them. */
export const SECRET_CACHE_MS = 300_000;

/** Resolves `ssm:/path` and `secretsmanager:name#key`, each at most once in five minutes. */
export class CachedSecrets implements Secrets {
  private readonly stores: SecretStores;
  private readonly now: () => number;
  private readonly cache = new Map<string, { readonly until: number; readonly value: Promise<string> }>();

  constructor(stores: SecretStores, now: () => number) {
    this.stores = stores;
    this.now = now;
  }

  async resolve(reference: string): Promise<string> {
    const kept = this.cache.get(reference);
    if (kept !== undefined && kept.until > this.now()) return kept.value;
    const value = readReference(this.stores, reference);
    this.cache.set(reference, { until: this.now() + SECRET_CACHE_MS, value });
    try {
      return await value;
    } catch (error) {
      // What failed is asked for anew the next time.
      this.cache.delete(reference);
      throw error;
    }
  }
}

async function readReference(stores: SecretStores, reference: string): Promise<string> {
  const [, place, name = '', key] = /^(ssm|secretsmanager):([^#]+)(?:#(.+))?$/.exec(reference) ?? [];
  if (place === undefined)
    throw new SecretError('a reference', 'is neither ssm:/path nor secretsmanager:name#key');
  const value = await readStore(stores, place, name, reference);
  if (value === undefined || value.trim() === '') throw new SecretError(reference, 'is empty');
  return key === undefined ? value.trim() : memberOf(value, key, reference);
}

async function readStore(
  stores: SecretStores,
  place: string,
  name: string,
  reference: string,
): Promise<string | undefined> {
  try {
    return await (place === 'ssm' ? stores.parameter(name) : stores.secret(name));
  } catch (error) {
    // The name of AWS's error says enough (ParameterNotFound, AccessDeniedException); its text may say too much.
    const name = error instanceof Error && /^\w{1,80}$/.test(error.name) ? error.name : 'unknown error';
    throw new SecretError(reference, `cannot be read (${name})`);
  }
}

function memberOf(value: string, key: string, reference: string): string {
  const parsed = z.record(z.string(), z.unknown()).safeParse(jsonOf(value));
  const member = parsed.success ? parsed.data[key] : undefined;
  if (typeof member === 'string' && member.trim() !== '') return member.trim();
  // Neither the value nor the parser's message, which repeats a part of it, is told.
  throw new SecretError(reference, parsed.success ? 'has no such key with a text' : 'is no JSON object');
}

function jsonOf(value: string): unknown {
  try {
    return JSON.parse(value);
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}
