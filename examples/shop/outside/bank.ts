import { setTimeout as delay } from 'node:timers/promises';
import { listen, readBody } from '../http/listen';
import { writeJson } from '../http/write-json';

/** The bank's API: another company's, so no span of ours ever comes from it. */
export async function startBank(): Promise<number> {
  const { port } = await listen((request, response) => {
    void readBody(request)
      .then(() => delay(10 + 20 * Math.random()))
      .then(() => writeJson(response, 201, { authorisation: Math.random().toString(36).slice(2) }));
  });
  return port;
}
