import { countStructure, type Structure, type Verdicts } from '../../lib/checks/structure';
import { learnedFrom, type TestSpan } from './corpus-builder';

const NOTHING: Structure = {
  spans: 0,
  orphans: 0,
  missingParents: 0,
  tracesWithOrphans: 0,
  rootless: 0,
  multiRoot: 0,
  resends: 0,
  idClashes: 0,
  sharedRpc: 0,
  selfParents: 0,
  cycles: 0,
  invalidIds: 0,
};

const CASES: readonly [string, readonly TestSpan[], Partial<Structure>, Partial<Verdicts>][] = [
  ['nothing', [], {}, {}],
  [
    'a whole trace',
    [
      { trace: '1', id: 'a' },
      { trace: '1', id: 'b', parent: 'a' },
    ],
    { spans: 2 },
    { complete: 1 },
  ],
  [
    'two children of one missing parent, and one of another; no root',
    [
      { trace: '1', id: 'a', parent: 'e' },
      { trace: '1', id: 'b', parent: 'e' },
      { trace: '1', id: 'c', parent: 'f' },
    ],
    { spans: 3, orphans: 3, missingParents: 2, tracesWithOrphans: 1, rootless: 1 },
    { incomplete: 1 },
  ],
  [
    'the same missing parent in two traces',
    [
      { trace: '1', id: 'a', parent: 'e' },
      { trace: '2', id: 'a', parent: 'e' },
      { trace: '2', id: 'b' },
    ],
    { spans: 3, orphans: 2, missingParents: 2, tracesWithOrphans: 2, rootless: 1 },
    { incomplete: 2 },
  ],
  [
    'a trace that declares its sampling',
    [
      { trace: '1', id: 'a', threshold: 0 },
      { trace: '1', id: 'b', parent: 'e', threshold: 0x8000 },
    ],
    { spans: 2, orphans: 1, missingParents: 1, tracesWithOrphans: 1 },
    { partial: 1 },
  ],
  [
    'one that declares the same everywhere explains nothing',
    [
      { trace: '1', id: 'a', threshold: 7 },
      { trace: '1', id: 'b', parent: 'e', threshold: 7 },
      { trace: '1', id: 'c' },
    ],
    { spans: 3, orphans: 1, missingParents: 1, tracesWithOrphans: 1, multiRoot: 1 },
    { incomplete: 1 },
  ],
  [
    'roots: different ones, and one that came twice',
    [
      { trace: '1', id: 'a' },
      { trace: '1', id: 'b' },
      { trace: '2', id: 'a', start: 1 },
      { trace: '2', id: 'a', start: 2 },
      { trace: '2', id: 'a', start: 2 },
    ],
    { spans: 4, multiRoot: 1, resends: 1, idClashes: 1 },
    { complete: 2 },
  ],
  [
    'ID clashes are counted by ID and trace',
    [
      ...[1, 2, 3].map((start) => ({ trace: '1', id: 'a', start })),
      ...[1, 2].map((start) => ({ trace: '1', id: 'b', start, parent: 'a' })),
      ...[1, 2].map((start) => ({ trace: '2', id: 'a', start })),
    ],
    { spans: 7, idClashes: 3 },
    { complete: 2 },
  ],
  [
    'the halves of a call under one ID',
    [
      { trace: '1', id: 'a', kind: 'CLIENT', service: 'web' },
      { trace: '1', id: 'a', kind: 'SERVER', service: 'cart' },
    ],
    { spans: 2, sharedRpc: 1 },
    { complete: 1 },
  ],
  [
    'circles: a self-parent, one of two, one of three, and a tail',
    [
      { trace: '1', id: 'a', parent: 'a' },
      { trace: '2', id: 'a', parent: 'b' },
      { trace: '2', id: 'b', parent: 'a' },
      { trace: '2', id: '9', parent: 'b' },
      { trace: '2', id: 'c', parent: 'd' },
      { trace: '2', id: 'd', parent: 'e' },
      { trace: '2', id: 'e', parent: 'c' },
    ],
    { spans: 7, rootless: 2, selfParents: 1, cycles: 2 },
    { incomplete: 2 },
  ],
  [
    'invalid IDs; a trace without a valid one counts in nothing else',
    [
      { trace: '1', id: 'a', parent: 'e', invalid: 'trace' },
      { trace: '1', id: 'b', parent: 'b', invalid: 'trace' },
      { trace: '2', id: 'a', invalid: 'span' },
      { trace: '2', id: 'b', parent: 'e', invalid: 'parent' },
    ],
    { spans: 4, orphans: 1, missingParents: 1, tracesWithOrphans: 1, invalidIds: 4 },
    { incomplete: 1 },
  ],
];

test.each(CASES)('%s', (_, spans, structure, traces) => {
  const { corpus, learned } = learnedFrom(spans);
  expect(countStructure(corpus, learned)).toEqual({
    structure: { ...NOTHING, ...structure },
    traces: { complete: 0, incomplete: 0, partial: 0, ...traces },
  });
});
