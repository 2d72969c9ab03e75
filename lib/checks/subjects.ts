import type { Blame, Subject } from './check';

/** The service speaks for itself, and what it fails is its own doing. */
export function ownSubject(service: number): Subject {
  return { service, edge: null, blame: { service, basis: 'own' } };
}

/** A service, with itself held responsible by inference. */
export function likelySubject(service: number): Subject {
  return serviceSubject(service, service);
}

/** A service, with nobody to name. */
export function unblamedSubject(service: number): Subject {
  return serviceSubject(service, null);
}

/** A service, with somebody held responsible by inference; null: nobody can be named. */
export function serviceSubject(service: number, blamed: number | null): Subject {
  return { service, edge: null, blame: inferred(blamed) };
}

/** The calls from one service to another, reported at the callee unless `service` says otherwise. */
export function edgeSubject(from: number, to: number, blamed: number | null, service = to): Subject {
  return { service, edge: { from, to }, blame: inferred(blamed) };
}

function inferred(service: number | null): Blame {
  return service === null ? { service, basis: 'unknown' } : { service, basis: 'inferred' };
}
