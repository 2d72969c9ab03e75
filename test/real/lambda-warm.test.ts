/** @jest-environment ./test/sources/one-realm.js */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { TOP } from '../deploy/top';
import { archive } from './lambda-archive';
import { ARCHIVE, Cloud, CONFIG, PREFIX } from './lambda-cloud';
import type { TopicEvent } from './topic-queue';

const HOUR = 3_600_000;
const INVOCATIONS = 200;
const MEGABYTE = 1 << 20;
/**
 * The engine frees when it likes, so that a growing process says little. Its heap is held at little more than what one
 * invocation needs: what is kept of each of 200 would end the process, from some 200 kB on.
 */
const HELD = { NODE_OPTIONS: '--max-old-space-size=80' };
/** Of the whole process, buffers outside of the heap among it: with the SDK Node takes some 250 MB. */
const MAX_MEMORY = 400 * MEGABYTE;

/** A chat without a signature, and one with. */
const CHATS = ['slack', 'webhook'];

let cloud: Cloud;

beforeAll(async () => {
  cloud = await Cloud.start(`${CONFIG}routes: [{ to: [${CHATS.join(', ')}] }]\n`);
});

afterAll(() => cloud.stop());

test('200 audits in one process, each of two windows: memory stays', async () => {
  const start = Math.floor(Date.now() / HOUR) * HOUR - 3 * HOUR;
  await archive(cloud.s3, ARCHIVE, PREFIX, { start, minutes: 60, traces: 100, broken: 10, objects: 2 });
  const incident = await cloud.deploy('auditIncident', 0, HELD);
  const event = { from: new Date(start).toISOString(), to: new Date(start + HOUR).toISOString() };
  for (let invocation = 1; invocation <= INVOCATIONS; invocation++) {
    expect(await incident.invoke(event)).toMatchObject({
      body: { judgedTraces: 100, incompleteTraces: 10 },
    });
  }
  expect(incident.memory).toBeLessThan(MAX_MEMORY);
});

test('200 messages from one process, each to two chats: memory stays', async () => {
  const alert = await cloud.deploy('alert', 0, HELD);
  const event: TopicEvent = JSON.parse(readFileSync(path.join(TOP, 'events/alert/alarm.json'), 'utf8'));
  const message = event.Records[0]?.Sns.Message ?? '';
  for (let invocation = 1; invocation <= INVOCATIONS; invocation++) {
    // Each at another second.
    const StateChangeTime = new Date(Date.UTC(2026, 10, 20) + invocation * 1000).toISOString();
    const Message = JSON.stringify({ ...JSON.parse(message), StateChangeTime });
    expect(await alert.invoke({ Records: [{ Sns: { Message } }] })).toMatchObject({
      body: [{ isIncomplete: false }],
    });
  }
  expect(alert.memory).toBeLessThan(MAX_MEMORY);
  expect(cloud.receivers.received).toHaveLength(INVOCATIONS * CHATS.length);
});
