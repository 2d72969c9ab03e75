import { z } from 'zod';
import { listen, readBody } from '../http/listen';
import { writeJson } from '../http/write-json';
import { message, Queue } from './queue';

const published = message.omit({ id: true });
const taking = z.object({ limit: z.number() });
const acknowledged = z.object({ ids: z.array(z.number()) });

/**
 * A small message broker with one topic and at-least-once delivery. It has no spans of its own.
 *
 * `POST /messages`, `POST /groups/NAME/take`, `POST /groups/NAME/acknowledge`, `GET /depth`
 */
export async function startBroker(groups: readonly string[]): Promise<number> {
  const queues = new Map(groups.map((name) => [name, new Queue()]));
  let lastId = 0;

  function answer(path: string, body: unknown): unknown {
    const [, first, group = '', action] = path.split('/');
    if (first === 'depth')
      return { depth: [...queues.values()].reduce((sum, queue) => sum + queue.depth, 0) };
    if (first === 'messages') {
      const stored = { ...published.parse(body), id: ++lastId };
      for (const queue of queues.values()) queue.push(stored);
      return { id: stored.id };
    }
    const queue = queues.get(group);
    if (queue === undefined) throw new Error(`no such path: ${path}`);
    if (action === 'take') return { messages: queue.take(taking.parse(body).limit, Date.now()) };
    queue.acknowledge(acknowledged.parse(body).ids);
    return {};
  }

  const { port } = await listen((request, response) => {
    void readBody(request)
      .then((bytes) => {
        const body: unknown = bytes.length === 0 ? undefined : JSON.parse(bytes.toString('utf8'));
        return { status: 200, body: answer(request.url ?? '/', body) };
      })
      .catch((error: unknown) => ({ status: 400, body: { error: String(error) } }))
      .then(({ status, body }) => writeJson(response, status, body));
  });
  return port;
}
