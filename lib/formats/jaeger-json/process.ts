import { type ResourcePool, UNKNOWN_RESOURCE } from '../../model/resources';
import { member, objectOrNull, textOrNull } from '../json/values';
import { firstOf, type Tags, tagsOf } from './tags';

/** `host.id`, else `host.ip`, else `host.name`; with each, what Jaeger's own clients call it. */
const HOST_TAGS = ['host.id', 'host.ip', 'ip', 'host.name', 'hostname'];
const INSTANCE_TAGS = ['service.instance.id', 'client-uuid'];

/** What Jaeger's own clients call their language in `jaeger.version` (`Go-2.30.0`), where OpenTelemetry does otherwise. */
const LANGUAGES: Readonly<Record<string, string>> = { node: 'nodejs', 'c++': 'cpp', csharp: 'dotnet' };

/** The processes of a trace as numbers of the resource pool; each is read once, when a span asks for it. */
export class ProcessReader {
  private readonly pool: ResourcePool;
  private readonly processes: unknown;
  private readonly known = new Map<string, number>();

  constructor(pool: ResourcePool, processes: unknown) {
    this.pool = pool;
    this.processes = processes;
  }

  /**
   * The resource of a span, from its own `process` or from the one that its `processID` names; one that is not there
   * is unknown. @throws InvalidField
   */
  of(span: Readonly<Record<string, unknown>>): number {
    const own = objectOrNull('process', member(span, ['process']));
    if (own !== null) return this.intern(own);
    const id = textOrNull('processID', member(span, ['processID']));
    if (id === null) return this.pool.intern(UNKNOWN_RESOURCE);
    const known = this.known.get(id);
    if (known !== undefined) return known;
    const processes = objectOrNull('processes', this.processes) ?? {};
    const process = objectOrNull('process', member(processes, [id]));
    const number = process === null ? this.pool.intern(UNKNOWN_RESOURCE) : this.intern(process);
    this.known.set(id, number);
    return number;
  }

  private intern(process: Readonly<Record<string, unknown>>): number {
    const tags = tagsOf('process.tags', member(process, ['tags']));
    return this.pool.intern({
      service: textOrNull('process.serviceName', member(process, ['serviceName'])),
      host: firstOf((key) => hostOf(tags(key)), HOST_TAGS),
      instance: firstOf(tags, INSTANCE_TAGS),
      language: languageOf(tags),
    });
  }
}

/** A client that did not find its address gives the loopback one, which is the same on every host. */
function hostOf(text: string | null): string | null {
  return text !== null && /^(127\.|::1$)/.test(text) ? null : text;
}

function languageOf(tags: Tags): string | null {
  const language = tags('telemetry.sdk.language');
  if (language !== null) return language;
  const client = /^([A-Za-z+]+)-/.exec(tags('jaeger.version') ?? '')?.[1]?.toLowerCase();
  return client === undefined ? null : (LANGUAGES[client] ?? client);
}
