import { join } from 'node:path';
import { ConfigError, parity, renderParityText, renderTraceText, trace } from '../lib';

const recordings = join(__dirname, '../examples/shop/recordings');
const healthy = join(recordings, 'healthy/archive');
const faulty = join(recordings, 'faulty/archive');

test('trace shows one of the sample', async () => {
  const report = await trace('5E569E5F98A5AA6ECFA222129E912193', { sources: [healthy, faulty] });
  expect(report).toMatchObject({
    traceId: '5e569e5f98a5aa6ecfa222129e912193',
    verdict: 'incomplete',
    summary: { spans: 4, services: 2, missingParents: 1 },
  });
  expect(renderTraceText(report)).toContain('? missing span 83c8c0d6f7ef4567');
  await expect(trace('no', { sources: [faulty] })).rejects.toThrow(ConfigError);
});

test('parity compares the sample with itself', async () => {
  const report = await parity({ sources: [healthy, healthy] });
  expect(report).toMatchObject({ verdict: 'ok', traces: { compared: 1_102, same: 1_102 } });
  expect(renderParityText(report, { quiet: true })).toBe(
    'OK        All 1,102 traces compared are the same in both.\n',
  );
});
