import type { Fault } from './faults';
import type { Member } from './members';
import { formatAddresses } from './process-settings';

export interface EnvironmentOptions {
  readonly endpoint: string;
  readonly addresses: ReadonlyMap<string, URL>;
  readonly ledger: string;
  readonly faults: readonly Fault[];
}

/** The whole environment of one service's process: nothing comes from the shell that records. */
export function serviceEnvironment(member: Member, options: EnvironmentOptions): Record<string, string> {
  const environment: Record<string, string> = {
    OTEL_SERVICE_NAME: member.role,
    OTEL_RESOURCE_ATTRIBUTES: `service.version=${member.version},host.name=${member.host}`,
    OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: options.endpoint,
    OTEL_EXPORTER_OTLP_TRACES_PROTOCOL: member.protocol,
    OTEL_EXPORTER_OTLP_TRACES_COMPRESSION: member.compression,
    SHOP_ADDRESSES: formatAddresses(options.addresses),
    SHOP_LEDGER: options.ledger,
    ...member.environment,
  };
  for (const fault of options.faults) {
    if (fault.role !== member.role) continue;
    for (const [name, value] of Object.entries(fault.environment ?? {})) {
      if (value === null) delete environment[name];
      else environment[name] = value;
    }
  }
  return environment;
}
