import type { Random } from './random';
import type { Instance } from './system';
import { Kind, type MadeSpan } from './trace';

/** A key and its value; numbers are whole. */
export type Attribute = readonly [key: string, value: string | number];

const AGENT =
  'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36';
const ZONES = ['eu-central-1a', 'eu-central-1b', 'eu-central-1c'] as const;

/** What a process says of itself. */
export function resourceAttributes({ service, id, host }: Instance): readonly Attribute[] {
  return [
    ['service.name', service.name],
    ['service.namespace', 'shop'],
    ['service.version', '2.14.1'],
    ['service.instance.id', id],
    ['host.name', host],
    ['k8s.pod.name', `${service.name}-${id}`],
    ['telemetry.sdk.language', service.language],
    ['telemetry.sdk.name', 'opentelemetry'],
    ['telemetry.sdk.version', '1.38.0'],
  ];
}

/** The first `count` attributes that HTTP and database instrumentations put on a span of its kind. */
export function spanAttributes(span: MadeSpan, count: number, random: Random): readonly Attribute[] {
  if (count === 0) return [];
  return attributesOfKind(span, random).slice(0, count);
}

function attributesOfKind(span: MadeSpan, random: Random): readonly Attribute[] {
  const path = `/api/v1/${span.instance.service.name}/${random.hex(1)}`;
  const status = span.failed ? 503 : 200;
  if (span.kind === Kind.INTERNAL) {
    return [
      ['code.function.name', `shop.${span.name}`],
      ['code.file.path', `/srv/app/src/${span.instance.service.name}/handlers.ts`],
      ['code.line.number', random.below(900) + 1],
      ['thread.id', random.below(64)],
      ['app.user.id', `user-${random.below(1_000_000)}`],
      ['app.order.total', random.below(100_000)],
      ['app.feature', 'express "one-click" checkout'],
      ['app.zone', ZONES[random.below(ZONES.length)]!],
    ];
  }
  if (span.kind === Kind.CLIENT) {
    const callee = span.callee?.name ?? '';
    return [
      ['server.address', callee],
      ['server.port', 8080],
      ['http.request.method', 'GET'],
      ['url.full', `http://${callee}:8080${path}?page=${random.below(50)}&sort=asc`],
      ['http.response.status_code', status],
      ['network.protocol.version', '1.1'],
      ['network.peer.address', `10.0.${random.below(256)}.${random.below(256)}`],
      ['network.peer.port', 8080],
    ];
  }
  return [
    ['http.request.method', span.name.slice(0, span.name.indexOf(' '))],
    ['url.path', path],
    ['http.route', span.name.slice(span.name.indexOf(' ') + 1)],
    ['http.response.status_code', status],
    ['server.address', `${span.instance.service.name}.shop.svc.cluster.local`],
    ['network.protocol.version', '1.1'],
    ['client.address', `10.0.${random.below(256)}.${random.below(256)}`],
    ['user_agent.original', AGENT],
  ];
}
