import type { TempoOptions } from '../../tempo/options';
import { recordedCases } from '../../tempo/recordings';
import { listAll, readOne, WINDOW, withTempo } from './running';

const CASES = recordedCases('3.1-dev');
const idsOf = (kind: string) => [...CASES].filter(([, found]) => found === kind).map(([traceId]) => traceId);
const [HEALTHY = ''] = idsOf('healthy');

type Faults = NonNullable<TempoOptions['faults']>;

/** Reads one healthy trace from a server with these faults; how often it was asked, and what came of it. */
function readHealthy(faults: Faults) {
  return withTempo({ faults }, {}, async (source, { asked }) => {
    const found = await source
      .listTrace(HEALTHY, new AbortController().signal)
      .catch((error: unknown) => error);
    return { requests: asked.of('trace').length, found };
  });
}

describe('a read by ID is made again', () => {
  test.each<readonly [string, Faults[number]['fault'], number, number]>([
    ['429', { kind: 'status', status: 429 }, 1, 2],
    ['429 twice', { kind: 'status', status: 429 }, 2, 3],
    ['500', { kind: 'status', status: 500 }, 1, 2],
    ['503', { kind: 'status', status: 503 }, 2, 3],
    ['504', { kind: 'status', status: 504 }, 1, 2],
    ['a connection that is cut before the answer', { kind: 'cut-headers' }, 1, 2],
    ['a connection that is cut within it', { kind: 'cut-body' }, 2, 3],
    ['a trace that is not there at first', { kind: 'missing' }, 1, 2],
  ])('after %s', async (_, fault, times, requests) => {
    const result = await readHealthy([{ fault, on: ['trace'], times }]);
    expect(result).toMatchObject({ requests, found: { name: expect.stringMatching(HEALTHY) } });
  });

  test.each<readonly [string, Faults[number]['fault'], number, RegExp]>([
    ['429 for ever', { kind: 'status', status: 429 }, 3, /^the server answered 429: stand-in: 429$/],
    ['cut for ever', { kind: 'cut-body' }, 3, /^the server gave no answer: /],
    ['400', { kind: 'status', status: 400, body: 'no' }, 1, /^the server answered 400: no$/],
    ['422', { kind: 'status', status: 422, body: 'big' }, 1, /^Tempo holds it to be too large: big$/],
    [
      'PARTIAL',
      { kind: 'partial', message: 'too big' },
      1,
      /^the server gave a part of the trace only: too big$/,
    ],
    // Longer than anybody waits: it is not asked again.
    ['a long rest', { kind: 'status', status: 429, retryAfter: '3600' }, 1, /^the server answered 429/],
  ])('and given up: %s', async (_, fault, requests, message) => {
    const result = await readHealthy([{ fault, on: ['trace'] }]);
    expect(result).toMatchObject({ requests, found: { message: expect.stringMatching(message) } });
  });

  test('Retry-After is kept by all requests', async () => {
    const fault = { kind: 'status', status: 429, retryAfter: '1' } as const;
    const policy = { attempts: 3, firstDelay: 1, longestDelay: 2, longestRest: 2000 };
    const faults = [{ fault, on: ['trace'], times: 1 } as const];
    await withTempo({ faults }, { trial: { policy } }, async (source, { asked }) => {
      const began = performance.now();
      const { signal } = new AbortController();
      const found = await Promise.all(
        idsOf('healthy')
          .slice(0, 4)
          .map((id) => source.listTrace(id, signal)),
      );
      expect(found.every((object) => object !== null)).toBe(true);
      expect(asked.of('trace')).toHaveLength(5);
      // What a clock may be off by is less than the difference to no rest at all.
      expect(performance.now() - began).toBeGreaterThan(990);
    });
  });
});

test('no more requests at a time, and a second, than is allowed', async () => {
  const said = { concurrency: 2, requestsPerSecond: 50 };
  await withTempo({ latency: 5 }, said, async (source, { asked }) => {
    const { signal } = new AbortController();
    const began = performance.now();
    await Promise.all(
      idsOf('healthy')
        .slice(0, 11)
        .map((id) => source.listTrace(id, signal)),
    );
    expect(asked.mostOpen).toBeLessThanOrEqual(2);
    // Eleven requests have ten times 20 ms between them.
    expect(performance.now() - began).toBeGreaterThan(195);
  });
});

test('a server that fails again and again is left alone', async () => {
  const faults = [{ fault: { kind: 'status', status: 503 }, on: ['trace'] } as const];
  const policy = { attempts: 2, firstDelay: 1, longestDelay: 1, longestRest: 10 };
  await withTempo({ faults }, { concurrency: 1, trial: { policy } }, async (source, { asked }) => {
    const { objects } = await listAll(source);
    const results: (number | string)[] = [];
    for (const object of objects) results.push(await readOne(source, object));
    // Twenty traces were asked for twice, all others not at all.
    expect(asked.of('trace')).toHaveLength(40);
    expect(results.slice(0, 20).every((result) => /answered 503/.test(String(result)))).toBe(true);
    expect(results[20]).toMatch(/failed 20 times in a row and is not asked any more/);
  });
});

describe('listing', () => {
  test('an answer that is full is split until all are named', async () => {
    await withTempo({}, { trial: { page: 20 } }, async (source, { asked }) => {
      const { objects, problems } = await listAll(source);
      const ids = objects.map(({ name }) => name.slice(-32));
      expect(ids).toEqual([...CASES.keys()].toSorted());
      expect(problems).toEqual([]);
      expect(source.liveFacts()).toMatchObject({ found: 104, pagesIncomplete: 0 });
      expect(source.liveFacts().pagesSplit).toBeGreaterThan(5);
      const limits = asked.of('search').map(({ parameters }) => Number(parameters.get('limit')));
      expect(Math.max(...limits)).toBe(20);
    });
  });

  test('a sample is all traces of its classes', async () => {
    await withTempo({}, { maxTraces: 40 }, async (source) => {
      const ids = (await listAll(source)).objects.map(({ name }) => name.slice(-32));
      const { plan } = source.liveFacts();
      if (plan?.kind !== 'suffix-classes') throw new Error('chosen otherwise');
      const expression = new RegExp(`${plan.pattern}$`);
      expect(plan.rate).toBeLessThan(0.7);
      expect(ids).toEqual([...CASES.keys()].filter((id) => expression.test(id)).toSorted());
    });
  });

  test('classes that are given are read, and told when asked for', async () => {
    const classes = { digits: 1, classes: [2, 3] };
    await withTempo({}, { spec: { classes } }, async (source) => {
      const ids = (await listAll(source)).objects.map(({ name }) => name.slice(-32));
      expect(ids).toEqual([...CASES.keys()].filter((id) => /[23]$/.test(id)).toSorted());
      const window = { start: 0, end: 1 };
      expect(await source.chooseClasses(window, new AbortController().signal)).toEqual(classes);
    });
  });

  test('a query chooses traces with a span that it selects', async () => {
    const query = '{ resource.service.name = "worker" }';
    await withTempo({}, { query }, async (source) => {
      const ids = (await listAll(source)).objects.map(({ name }) => name.slice(-32));
      expect(ids).toEqual(idsOf('consumer-link').toSorted());
    });
  });

  test('an older server is read in slices of time', async () => {
    await withTempo({ knowsTraceId: false }, { trial: { random: () => 0 } }, async (source) => {
      const { objects } = await listAll(source);
      expect(objects).toHaveLength(104);
      expect(source.liveFacts().plan).toMatchObject({ kind: 'time-slices', rate: 1, of: 240, slices: 240 });
      await expect(source.chooseClasses({ start: 0, end: 1 }, new AbortController().signal)).rejects.toThrow(
        /cannot choose by trace ID: Tempo 2\.5 can/,
      );
    });
  });

  test('what a server refuses as too many is asked for in a smaller answer', async () => {
    await withTempo({}, {}, async (source, { asked, faults }) => {
      await listAll(source);
      const fault = { kind: 'status', status: 400, body: 'limit 200 exceeds max limit 30' } as const;
      faults.add({ fault, on: ['search'], times: 1 });
      await source.listSuspects(new AbortController().signal);
      const limits = asked.of('search').map(({ parameters }) => parameters.get('limit'));
      expect(limits.slice(-2)).toEqual(['200', '30']);
    });
  });
});

test('a server that allows less in one search is asked in smaller pieces', async () => {
  await withTempo({ maxSearchHours: 1, maxSearchLimit: 50 }, {}, async (source, { asked }) => {
    const window = { start: WINDOW.start - 4 * 3_600_000, end: WINDOW.end };
    expect((await listAll(source, window)).objects).toHaveLength(104);
    expect(source.liveFacts()).toMatchObject({ found: 104, pagesIncomplete: 0 });
    // What was learned from a refusal is kept to: one for the time, one for the limit.
    const tooMuch = asked.of('search').filter(({ parameters: all }) => {
      const seconds = Number(all.get('end')) - Number(all.get('start'));
      return seconds > 3600 || Number(all.get('limit')) > 50;
    });
    expect(tooMuch).toHaveLength(2);
  });
});

describe('search and by-ID disagree', () => {
  test('search names what by-ID does not have', async () => {
    const faults = [{ fault: { kind: 'missing' }, on: ['trace'], traceIds: [HEALTHY] } as const];
    await withTempo({ faults }, {}, async (source) => {
      const { objects } = await listAll(source);
      const object = objects.find(({ name }) => name.endsWith(HEALTHY));
      expect(await readOne(source, object!)).toBe(
        'search-by-id-mismatch: search names this trace, and by its ID there is none',
      );
      expect(await source.listTrace(HEALTHY, new AbortController().signal)).toBeNull();
    });
  });

  test('search does not name what it should have', async () => {
    const [broken = ''] = idsOf('internal-missing');
    await withTempo({}, {}, async (source, { faults }) => {
      faults.add({ fault: { kind: 'missing' }, on: ['search'], traceIds: [broken] });
      expect((await listAll(source)).objects).toHaveLength(103);
      faults.clear();
      const suspects = await source.listSuspects(new AbortController().signal);
      expect(suspects.missed.map((name) => name.slice(-32))).toEqual([broken]);
      expect(suspects.objects.map(({ name }) => name.slice(-32))).toEqual([broken]);
    });
  });
});

test('of broken traces beside the sample, those that it should have held come first', async () => {
  const orphaned = ['internal-missing', 'client-missing', 'root-missing'].flatMap(idsOf);
  const options = { maxTraces: 30 };
  const sample = await withTempo({}, options, async (source) => {
    const { objects } = await listAll(source);
    return objects.map(({ name }) => name.slice(-32));
  });
  const broken = orphaned.findLast((traceId) => sample.includes(traceId)) ?? '';
  await withTempo({}, options, async (source, { faults }) => {
    faults.add({ fault: { kind: 'missing' }, on: ['search'], traceIds: [broken] });
    expect((await listAll(source)).objects).toHaveLength(sample.length - 1);
    faults.clear();
    const { objects, missed } = await source.listSuspects(new AbortController().signal);
    expect(missed.map((name) => name.slice(-32))).toEqual([broken]);
    expect(objects[0]?.name).toBe(missed[0]);
    expect(objects).toHaveLength(20);
  });
});

test('a trace is read without times, and with all of its spans', async () => {
  await withTempo({}, {}, async (source, { asked }) => {
    await source.listTrace(HEALTHY, new AbortController().signal);
    const [request] = asked.of('trace');
    expect(request?.path).toBe(`/api/v2/traces/${HEALTHY}`);
    expect(Object.fromEntries(request?.parameters ?? [])).toEqual({ span_pruning: 'false' });
    expect(request?.headers.accept).toBe('application/protobuf');
  });
});

test('a trace that was looked up is not asked for again', async () => {
  await withTempo({}, {}, async (source, { asked }) => {
    const object = await source.listTrace(HEALTHY, new AbortController().signal);
    expect(await readOne(source, object!)).toBeGreaterThan(1000);
    expect(asked.of('trace')).toHaveLength(1);
  });
});
