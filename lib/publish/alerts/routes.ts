import type { ChatSetting, RouteSetting } from '../../config/alerting';
import { matchesGlob } from '../../config/glob';
import type { Change } from './state';

/** Where messages may go. */
export interface Routing {
  readonly chats: readonly ChatSetting[];
  readonly routes: readonly RouteSetting[];
}

/** What a chat is to hear of a run. */
export interface Delivery {
  readonly chat: ChatSetting;
  readonly changes: readonly Change[];
}

/** Chats to which a route of this environment leads; without routes: all. */
export function chatsOf({ chats, routes }: Routing, environment: string): readonly ChatSetting[] {
  if (routes.length === 0) return chats;
  const names = new Set(routesOf(routes, environment).flatMap(({ to }) => to));
  return chats.filter(({ name }) => names.has(name));
}

/** For each chat of the environment the changes that a route brings to it, in their order. */
export function deliveriesOf(
  routing: Routing,
  environment: string,
  changes: readonly Change[],
): readonly Delivery[] {
  const routes = routesOf(routing.routes, environment);
  return chatsOf(routing, environment).map((chat) => {
    const leading = routes.filter(({ to }) => to.includes(chat.name));
    const isWanted = (change: Change) =>
      routing.routes.length === 0 || leading.some((route) => routeTakes(route, change));
    return { chat, changes: changes.filter(isWanted) };
  });
}

function routesOf(routes: readonly RouteSetting[], environment: string): readonly RouteSetting[] {
  return routes.filter(({ environments }) => fitsOne(environments, [environment]));
}

function routeTakes({ severity, services }: RouteSetting, { severity: own, service, edge }: Change): boolean {
  if (severity === 'error' && own !== 'error') return false;
  return fitsOne(services, edge === null ? [service] : [service, edge.from, edge.to]);
}

function fitsOne(patterns: readonly string[], names: readonly string[]): boolean {
  return (
    patterns.length === 0 || patterns.some((pattern) => names.some((name) => matchesGlob(pattern, name)))
  );
}
