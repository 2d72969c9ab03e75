/** What is kept of a resource: enough to name the service and to tell hosts and instances apart. */
export interface Resource {
  /** `service.name` as it came; null where it is absent. */
  readonly service: string | null;
  /** `host.id`, else `host.ip`, else `host.name` (the order of Jaeger's clock-skew adjuster). */
  readonly host: string | null;
  /** `service.instance.id`. */
  readonly instance: string | null;
  /** `telemetry.sdk.language`. */
  readonly language: string | null;
}

/** What the resource of a span is when nothing is known of it. */
export const UNKNOWN_RESOURCE: Resource = { service: null, host: null, instance: null, language: null };

/** Resources as numbers: equal content has an equal number within one pool. */
export class ResourcePool {
  private readonly resources: Resource[] = [];
  private readonly numbers = new Map<string, number>();

  get size(): number {
    return this.resources.length;
  }

  intern(resource: Resource): number {
    const key = JSON.stringify([resource.service, resource.host, resource.instance, resource.language]);
    const known = this.numbers.get(key);
    if (known !== undefined) return known;
    const number = this.resources.length;
    this.resources.push(resource);
    this.numbers.set(key, number);
    return number;
  }

  /** The resource of a number that this pool gave. */
  at(number: number): Resource {
    return this.resources[number] ?? UNKNOWN_RESOURCE;
  }

  /** The resources from number `first` on, in order: what a copy of this pool lacks. */
  from(first: number): Resource[] {
    return this.resources.slice(first);
  }
}

/** Resource attributes that a Resource is made of, in the order in which a host is looked for. */
export const HOST_ATTRIBUTES = ['host.id', 'host.ip', 'host.name'] as const;

/**
 * Attributes that name the callee of a CLIENT or PRODUCER span, best first: current semantic conventions,
 * then those that they replaced. A port (`server.port`, `net.peer.port`) is added to the address it belongs to.
 */
export const PEER_ATTRIBUTES = [
  'server.address',
  'net.peer.name',
  'peer.service',
  'service.peer.name',
  'messaging.destination.name',
  'rpc.service',
  'net.peer.ip',
  'network.peer.address',
] as const;

/** Ports that are joined to an address attribute as `address:port`. */
export const PEER_PORTS: Readonly<Record<string, string>> = {
  'server.address': 'server.port',
  'net.peer.name': 'net.peer.port',
  'net.peer.ip': 'net.peer.port',
  'network.peer.address': 'network.peer.port',
};

/** Whether a service name says nothing: absent, empty, or the SDKs' fallback `unknown_service[:exe]`. */
export function isServiceUnnamed(service: string | null): boolean {
  return service === null || service === '' || /^unknown_service(:|$)/.test(service);
}
