import { auditTempo, foundIn } from '../tempo/audit';
import { recordedCases } from '../tempo/recordings';
import { pushRecorded } from './tempo-push';

/**
 * The same assertions as on the stand-in, against the Tempo that TEMPO_URL names; TEMPO_OTLP_URL takes its spans, over
 * OTLP/HTTP. Other traces may be there: the audit looks at the minute of the pushed ones only.
 */
const url = process.env['TEMPO_URL'] ?? '';
const otlp = process.env['TEMPO_OTLP_URL'] ?? '';
const tenant = process.env['TEMPO_TENANT'];

/** All cases together, as test/audit/tempo-truth.test.ts has them one by one, but for the one over the size limit. */
const FOUND = [
  'client-without-server orders 5',
  'missing-root gateway 5',
  'missing-service-name (no service.name) 4',
  'multiple-roots orders 5',
  'orphan-span gateway 5',
  'orphan-span orders 10',
  'orphan-span orders 10',
];

const POLL_MILLIS = 2000;
const MOST_POLLS = 90;

test('the recorded traces, pushed anew, are judged as they were made', async () => {
  const times = await pushRecorded('3.1-dev', otlp, tenant);
  const wanted = [...recordedCases('3.1-dev').values()].filter((kind) => kind !== 'over-size-limit').length;
  let report = await auditTempo(url, times(), { tenant, settle: 0 });
  for (let poll = 0; report.coverage.traces.judged < wanted && poll < MOST_POLLS; poll++) {
    await new Promise((resolve) => setTimeout(resolve, POLL_MILLIS));
    report = await auditTempo(url, times(), { tenant, settle: 0 });
  }
  expect(report.coverage.traces).toMatchObject({ seen: wanted, judged: wanted });
  expect(report.coverage.live).toMatchObject([
    { mismatch: { notFoundById: 0, notFoundBySearch: 0 }, partial: 0, pagesIncomplete: 0 },
  ]);
  expect(foundIn(report)).toEqual(FOUND);

  const sample = await auditTempo(url, times(), { tenant, settle: 0, maxTraces: 30 });
  const rate = sample.coverage.live?.[0]?.plan?.rate ?? 1;
  expect(rate).toBeLessThan(1);
  expect(sample.coverage).toMatchObject({ sampleRate: rate, objects: { unreadable: 0 } });
});
