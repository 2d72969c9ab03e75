import * as fc from 'fast-check';
import { otlpJson } from '../../lib/formats/otlp-json';
import { archive, mutated } from './otlp-json-archive';
import { slowOtlpJson } from './otlp-json-writer';
import { decodeWith, type TestSink } from './rows';

const RUNS = 300;

/** Everything that a reader told, but for where in a document a wrong field stands: only the scanner knows that. */
function outcome(sink: TestSink): unknown {
  const problems = sink.problems.map(({ offset, reason, message }) => [
    reason === 'invalid-field' ? -1 : offset,
    reason,
    message,
  ]);
  return {
    rows: sink.rows,
    problems: problems.map((problem) => JSON.stringify(problem)).sort(),
    skipped: sink.skipped,
    rejected: sink.rejected,
    damaged: [...sink.damaged].sort(),
    invalid: [...new Set(sink.invalid)].sort(),
  };
}

describe('the scanner and JSON.parse', () => {
  it('read the same from documents of any style', () => {
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const bytes = archive(seed);
        const sink = decodeWith(otlpJson, bytes);
        expect(outcome(sink)).toEqual(outcome(decodeWith(slowOtlpJson, bytes)));
        expect(sink.told.filter(([reason]) => reason !== 'invalid-field')).toEqual([]);
      }),
      { numRuns: RUNS },
    );
  });

  it('read and refuse the same where bytes were changed', () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer(), fc.boolean(), (seed, mutation, complete) => {
        const bytes = mutated(archive(seed), mutation);
        const fast = decodeWith(otlpJson, bytes, { complete });
        expect(outcome(fast)).toEqual(outcome(decodeWith(slowOtlpJson, bytes, { complete })));
      }),
      { numRuns: RUNS * 3 },
    );
  });
});

describe('chunks', () => {
  it('of any size give the same, with the same offsets', () => {
    fc.assert(
      fc.property(
        fc.integer(),
        fc.integer(),
        fc.integer({ min: 1, max: 300 }),
        fc.boolean(),
        (seed, mutation, size, complete) => {
          const whole = archive(seed);
          const bytes = mutation % 2 === 0 ? whole : mutated(whole, mutation);
          const pieces = decodeWith(otlpJson, bytes, { size, complete });
          const once = decodeWith(otlpJson, bytes, { complete });
          expect(pieces.rows).toEqual(once.rows);
          expect(pieces.problems).toEqual(once.problems);
          expect(outcome(pieces)).toEqual(outcome(once));
        },
      ),
      { numRuns: RUNS },
    );
  });

  it('end and begin at every position', () => {
    const bytes = archive(7);
    const expected = outcome(decodeWith(otlpJson, bytes));
    for (let size = 1; size < Math.min(400, bytes.length); size++) {
      expect(outcome(decodeWith(otlpJson, bytes, { size }))).toEqual(expected);
    }
  });
});

it('limits count the same however the bytes come', () => {
  fc.assert(
    fc.property(
      fc.integer(),
      fc.integer({ min: 1, max: 3000 }),
      fc.integer({ min: 1, max: 700 }),
      (seed, limit, size) => {
        const bytes = archive(seed);
        const once = decodeWith(otlpJson, bytes, { maxDocumentBytes: limit });
        const pieces = decodeWith(otlpJson, bytes, { maxDocumentBytes: limit, size });
        expect(pieces.rows).toEqual(once.rows);
        expect(pieces.told).toEqual(once.told);
      },
    ),
    { numRuns: RUNS },
  );
});
