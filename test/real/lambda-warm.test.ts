/** @jest-environment ./test/sources/one-realm.js */
import { archive } from './lambda-archive';
import { ARCHIVE, Cloud, PREFIX } from './lambda-cloud';

const HOUR = 3_600_000;
const INVOCATIONS = 200;
const WARM = 50;
const MEGABYTE = 1 << 20;
/** Resident memory, absolute: what a whole process of Node with the SDK takes, and what may be added to it. */
const MAX_MEMORY = 400 * MEGABYTE;
const MAX_GROWTH = 40 * MEGABYTE;

test('200 audits in one process, each of two windows: memory stays', async () => {
  const cloud = await Cloud.start();
  try {
    const start = Math.floor(Date.now() / HOUR) * HOUR - 3 * HOUR;
    await archive(cloud.s3, ARCHIVE, PREFIX, { start, minutes: 60, traces: 100, broken: 10, objects: 2 });
    const incident = await cloud.deploy('auditIncident');
    const event = { from: new Date(start).toISOString(), to: new Date(start + HOUR).toISOString() };
    let warm = 0;
    for (let invocation = 1; invocation <= INVOCATIONS; invocation++) {
      expect(await incident.invoke(event)).toMatchObject({
        body: { judgedTraces: 100, incompleteTraces: 10 },
      });
      if (invocation === WARM) warm = incident.memory;
    }
    expect(incident.memory).toBeLessThan(MAX_MEMORY);
    expect(incident.memory - warm).toBeLessThan(MAX_GROWTH);
  } finally {
    await cloud.stop();
  }
});
