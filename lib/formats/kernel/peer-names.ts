import { PEER_ATTRIBUTES, PEER_PORTS } from '../../model/resources';
import { PEER_URLS } from '../peer';

/** An attribute that a peer is made of. */
interface PeerName {
  readonly name: string;
  /** Whether it is one of PEER_ATTRIBUTES; these come first, in the order of their rank. */
  readonly isAddress: boolean;
  /** Number of the port's name that belongs to the address, in the order of PEER_NAMES; NO_PORT where there is none. */
  readonly port: number;
}

const NO_PORT = 32;
const NAMES: readonly string[] = [
  ...new Set([...PEER_ATTRIBUTES, ...Object.values(PEER_PORTS), ...PEER_URLS]),
];
const ADDRESSES: ReadonlySet<string> = new Set(PEER_ATTRIBUTES);

/** The attributes that a peer is made of (lib/formats/peer.ts), as the kernel is told of them. */
export const PEER_NAMES: readonly PeerName[] = NAMES.map((name) => {
  const port = NAMES.indexOf(PEER_PORTS[name] ?? '');
  return { name, isAddress: ADDRESSES.has(name), port: port < 0 ? NO_PORT : port };
});
