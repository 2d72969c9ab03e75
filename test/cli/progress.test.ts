import type { AuditProgress } from '../../lib/audit/audit';
import { describe as describeProgress, progressLine } from '../../lib/cli/progress';

const reading: AuditProgress = {
  stage: 'reading',
  objectsListed: 1_205,
  objectsRead: 120,
  bytesListed: 210_000_000,
  bytesRead: 35_000_000,
  spansKept: 512_300,
};

test('how far an audit has come', () => {
  // 35 MB in 7 s are 5 MB/s; the other 175 MB take 35 s.
  expect(describeProgress(reading, 7)).toBe(
    'reading 120 of 1,205 objects, 35 MB of 210 MB, 512,300 spans, 5.0 MB/s, 35s left',
  );
  expect(describeProgress({ ...reading, bytesListed: null }, 7)).toBe(
    'reading 120 of 1,205 objects, 35 MB, 512,300 spans, 5.0 MB/s',
  );
  expect(describeProgress({ ...reading, stage: 'listing' }, 7)).toBe('listing: 1,205 objects');
  expect(describeProgress({ ...reading, stage: 'judging' }, 7)).toBe('judging 512,300 spans');
  expect(describeProgress({ ...reading, stage: 'reporting' }, 7)).toBe('reporting on 512,300 spans');
});

test('nothing at the very beginning that would divide by no time', () => {
  expect(describeProgress({ ...reading, bytesRead: 0 }, 0)).toBe(
    'reading 120 of 1,205 objects, 0 B of 210 MB, 512,300 spans',
  );
});

test('no line where the stream is no terminal', () => {
  const written: string[] = [];
  const stream = { isTTY: false, columns: 80, write: (text: string) => written.push(text) > 0 };
  const line = progressLine(stream, true);
  line.update(reading);
  line.clear();
  expect(written).toEqual([]);
});

test('a terminal that does not tell its width has 80 columns', () => {
  const written: string[] = [];
  const stream = { isTTY: true, columns: 0, write: (text: string) => written.push(text) > 0 };
  progressLine(stream, true).update(reading);
  expect(written[0]).toContain('\r\x1b[2Kreading 120 of 1,205 objects, 35 MB of 210 MB, 512,300 spans, ');
});

test('one line on a terminal, cut to its width and taken away again', () => {
  const written: string[] = [];
  const stream = { isTTY: true, columns: 30, write: (text: string) => written.push(text) > 0 };
  const line = progressLine(stream, true);
  line.update(reading);
  line.update(reading);
  line.clear();
  line.clear();
  expect(written).toEqual(['\r\x1b[2Kreading 120 of 1,205 objects,', '\r\x1b[2K']);
  progressLine(stream, false).update(reading);
  expect(written).toHaveLength(2);
});
