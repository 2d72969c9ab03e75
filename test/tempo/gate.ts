import type { IncomingHttpHeaders } from 'node:http';
import { type Answer, text } from './answer';
import type { TempoOptions } from './options';

/** Why a request may not come in; null if it may. */
export function refusalOf(
  headers: IncomingHttpHeaders,
  { basic, token, tenant }: TempoOptions,
): Answer | null {
  const wanted = [
    ...(basic === undefined
      ? []
      : [`Basic ${Buffer.from(`${basic.username}:${basic.password}`).toString('base64')}`]),
    ...(token === undefined ? [] : [`Bearer ${token}`]),
  ];
  if (wanted.length > 0 && !wanted.includes(headers.authorization ?? ''))
    return { ...text(401, 'Unauthorized\n'), headers: { 'WWW-Authenticate': 'Basic realm="tempo"' } };
  if (tenant !== undefined && tenantOf(headers) === '') return text(401, 'no org id\n');
  return null;
}

/** Whether the traces are that tenant's. Without multitenancy they are everybody's. */
export function isOwner(headers: IncomingHttpHeaders, { tenant }: TempoOptions): boolean {
  return tenant === undefined || tenantOf(headers) === tenant;
}

function tenantOf(headers: IncomingHttpHeaders): string {
  const tenant = headers['x-scope-orgid'];
  return typeof tenant === 'string' ? tenant : '';
}
