import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { Contender, race } from '../measure';
import { ratio, seconds, yesOrNo } from './format';
import type { Row } from './row';

const TRACES = 2000;
/** Of each answer, milliseconds. */
const LATENCY = 5;
/** Requests at a time, as tracewarden makes them where nothing else is said. */
const CONCURRENCY = 8;
const TARGET = 1.2;
const MINUTE = 60_000;
/** Long enough ago that every trace is settled. */
const AGE = 30 * MINUTE;

/** Reading traces by ID from a Tempo against the time that its answers alone take. */
export const live: Row = {
  id: 'live',
  async measure({ rounds, note }) {
    const start = Date.now() - AGE;
    const arguments_ = [TRACES, start, LATENCY].map(String);
    const server = spawn(process.execPath, [join(__dirname, '..', 'tempo-server.js'), ...arguments_], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    try {
      const [address]: unknown[] = await once(server.stdout, 'data');
      const where = {
        url: String(address).trim(),
        from: new Date(start - MINUTE).toISOString(),
        to: new Date(start + MINUTE).toISOString(),
      };
      const ours = new Contender(
        'tracewarden, live',
        { kind: 'live', ...where },
        { traces: TRACES, spans: 2 * TRACES, problems: 0, retries: 0 },
      );
      const bare = new Contender('node:http alone', { kind: 'live-bare', ...where }, { traces: TRACES });
      await race([ours, bare], rounds, note);
      const limit = (TRACES * LATENCY) / CONCURRENCY;
      const reading = ours.count('readingMillis');
      const bareReading = bare.count('readingMillis');
      return [
        {
          what: `Live Tempo: ${TRACES} traces by ID, ${LATENCY} ms an answer, ${CONCURRENCY} at a time`,
          ours: seconds(reading),
          reference: `the answers alone ${seconds(limit)}`,
          ratio: ratio(reading / limit),
          target: `≤ ${TARGET}`,
          met: yesOrNo(reading <= TARGET * limit),
        },
        {
          what: 'The same against a loop of node:http that decodes nothing',
          ours: seconds(reading),
          reference: `node:http alone ${seconds(bareReading)}`,
          ratio: ratio(reading / bareReading),
          target: '',
          met: null,
        },
      ];
    } finally {
      server.stdin.end();
      await once(server, 'exit');
    }
  },
};
