import { createHmac } from 'node:crypto';

/** HMAC-SHA256 in base64 or hex. */
export function hmac(key: string, message: string, encoding: 'base64' | 'hex'): string {
  return createHmac('sha256', key).update(message, 'utf8').digest(encoding);
}
