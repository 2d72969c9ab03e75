import { type IncomingMessage, request, type ServerResponse } from 'node:http';

/**
 * Hands a request on to another server as it is, the signed Host among its headers.
 * @param take what becomes of the other server's answer; where there is none, the connection is cut
 */
export function forward(
  incoming: IncomingMessage,
  answer: ServerResponse,
  target: URL,
  take: (response: IncomingMessage) => void,
): void {
  const { hostname: host, port } = target;
  const { method, url: path, headers } = incoming;
  const onward = request({ host, port, method, path, headers }, take);
  onward.on('error', () => answer.destroy());
  incoming.pipe(onward);
}
