import { isWebPage, textOfAnswer } from '../../../lib/sources/tempo/answer';
import { countersOf } from '../../../lib/sources/tempo/counters';
import { readTraceResponse } from '../../../lib/sources/tempo/trace-response';
import { recordedMetrics } from '../../tempo/recordings';

const answer = (body: string, contentType = 'text/plain') => ({
  status: 500,
  contentType,
  body: Buffer.from(body),
  location: null,
});

describe("an answer's text", () => {
  test.each([
    ['plain', 'plain'],
    ['a\u001b[31mb\r\nc\u202ed\u0000', 'a [31mb c d'],
    ['', '(nothing)'],
    ['x'.repeat(300), 'x'.repeat(200)],
    ['token geheim, again geheim', 'token ***, again ***'],
  ])('%j is shown as %j', (text, shown) => {
    expect(textOfAnswer(answer(text), ['geheim'])).toBe(shown);
  });

  test.each([
    ['<!DOCTYPE html><p>', 'text/plain', true],
    ['  <html>', '', true],
    ['{}', 'text/html', true],
    ['{"a":"<html>"}', 'application/json', false],
  ])('%j of type %j: a web page: %p', (text, type, expected) => {
    expect(isWebPage(answer(text, type))).toBe(expected);
  });
});

describe('a TraceByIDResponse', () => {
  const bytes = (...values: number[]) => Uint8Array.from(values);

  test.each([
    ['nothing', bytes(), { trace: [], isPartial: false, message: '' }],
    // trace: 2 bytes; metrics (field 2) is passed over.
    ['a trace', bytes(0x0a, 2, 7, 8, 0x12, 1, 9), { trace: [bytes(7, 8)], isPartial: false, message: '' }],
    ['an empty trace', bytes(0x0a, 0, 0x12, 0), { trace: [], isPartial: false, message: '' }],
    [
      'two pieces',
      bytes(0x0a, 1, 7, 0x0a, 1, 8),
      { trace: [bytes(7), bytes(8)], isPartial: false, message: '' },
    ],
    // status = PARTIAL, message = "no".
    [
      'a part',
      bytes(0x0a, 1, 7, 0x18, 1, 0x22, 2, 0x6e, 0x6f),
      { trace: [bytes(7)], isPartial: true, message: 'no' },
    ],
    ['a status said to be complete', bytes(0x18, 0), { trace: [], isPartial: false, message: '' }],
  ])('%s', (_, message, expected) => {
    expect(readTraceResponse(message)).toEqual(expected);
  });

  test.each([
    ['a length over the end', bytes(0x0a, 5, 1)],
    ['no tag', bytes(0xff, 0xff)],
    ['JSON', Buffer.from('{"trace":{}}')],
  ])('%s is damaged', (_, message) => {
    expect(() => readTraceResponse(message)).toThrow(
      expect.objectContaining({
        reason: 'unreadable',
        message: expect.stringMatching(/^the answer is damaged/),
      }),
    );
  });
});

describe("Tempo's own counters", () => {
  test.each([
    [
      '2.10.8',
      { discardedSpans: { trace_too_large: 766 }, disconnected: 29, rootless: 9, spansReceived: 5062 },
    ],
    [
      '3.1-dev',
      { discardedSpans: { trace_too_large: 766 }, disconnected: 29, rootless: 9, spansReceived: 0 },
    ],
  ] as const)('as %s wrote them', (version, expected) => {
    expect(countersOf(recordedMetrics(version), null)).toEqual(expected);
  });

  test('of one tenant only', () => {
    const text = [
      'tempo_discarded_spans_total{reason="rate_limited",tenant="a"} 3',
      'tempo_discarded_spans_total{reason="rate_limited",tenant="b"} 4',
      'tempo_warnings_total{reason="rootless_trace_flushed_to_wal",tenant="b"} 1e3',
      'tempo_warnings_total{reason="disconnected_trace_wal_to_complete",tenant="b"} 7',
    ].join('\n');
    expect(countersOf(text, 'b')).toEqual({
      discardedSpans: { rate_limited: 4 },
      disconnected: 0,
      rootless: 1000,
      spansReceived: 0,
    });
    expect(countersOf(text, null)?.discardedSpans).toEqual({ rate_limited: 7 });
  });

  test.each(['', 'go_goroutines 5', '<html></html>'])('%j has none', (text) => {
    expect(countersOf(text, null)).toBeNull();
  });
});
