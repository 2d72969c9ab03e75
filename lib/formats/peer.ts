import { PEER_ATTRIBUTES, PEER_PORTS } from '../model/resources';

/** Where a span's URL stands: current semantic conventions, then those that they replaced. */
export const PEER_URLS = ['url.full', 'http.url'] as const;

/**
 * Whom a CLIENT or PRODUCER span calls: the first of PEER_ATTRIBUTES that is there, with its port, else the host of
 * its URL; empty where the span does not say.
 * @param attribute the text of an attribute of the span; null where it is absent
 */
export function peerOf(attribute: (key: string) => string | null): string {
  for (const key of PEER_ATTRIBUTES) {
    const address = attribute(key);
    if (address === null || address === '') continue;
    const portKey = PEER_PORTS[key];
    const port = portKey === undefined ? null : attribute(portKey);
    return port === null || port === '' ? address : `${address}:${port}`;
  }
  for (const key of PEER_URLS) {
    const host = hostOfUrl(attribute(key) ?? '');
    if (host !== '') return host;
  }
  return '';
}

/** Host and port of a URL as they stand there, without user and password; empty where there is none. */
export function hostOfUrl(url: string): string {
  return /^[a-z][a-z0-9+.-]*:\/\/(?:[^/?#]*@)?([^/?#]*)/i.exec(url)?.[1] ?? '';
}
