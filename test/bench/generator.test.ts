import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ArchiveOptions, DEFAULT_ARCHIVE } from '../../bench/archive/options';
import type { Truth } from '../../bench/archive/truth';
import { generateArchive } from '../../bench/generator';
import { audit } from '../../lib';

const SMALL: ArchiveOptions = { ...DEFAULT_ARCHIVE, spans: 20_000, loss: 0.02, resends: 0.1 };

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tracewarden-test-'));
});

afterEach(() => rm(folder, { recursive: true, force: true }));

describe('an audit finds the truth of a generated archive', () => {
  test.each<[string, Partial<ArchiveOptions>]>([
    ['JSON lines', { format: 'otlp-json' }],
    ['JSON lines with attributes, gzip', { format: 'otlp-json', attributes: 8, compression: 'gzip' }],
    ['JSON lines, zstd', { format: 'otlp-json', attributes: 3, compression: 'zstd' }],
    ['protobuf, one message an object', { format: 'otlp-proto' }],
    ['protobuf, gzip', { format: 'otlp-proto', compression: 'gzip' }],
    ['protobuf, each request behind its length', { format: 'otlp-proto-framed' }],
    [
      'protobuf with attributes, each request behind its length, zstd',
      { format: 'otlp-proto-framed', attributes: 8, compression: 'zstd' },
    ],
    ['a deep system of many services', { services: 20, depth: 6, instances: 2 }],
    ['nothing lost, nothing resent', { loss: 0, resends: 0 }],
    ['half of all spans lost', { loss: 0.5 }],
  ])('%s', async (_, options) => {
    const truth = await generateArchive(folder, { ...SMALL, ...options });

    // In this thread: the reading threads are started from compiled files.
    const report = await audit({ sources: [folder], threads: 0 });

    expect(report.structure).toEqual({
      ...truth.structure,
      multiRoot: 0,
      idClashes: 0,
      sharedRpc: 0,
      selfParents: 0,
      cycles: 0,
      invalidIds: 0,
    });
    expect(report.traces).toEqual({ ...truth.traces, partial: 0 });
    expect(byName(report.services)).toEqual(byName(truth.services));
    expect(report.edges.map(({ from, to, calls }) => ({ from, to, calls })).sort(byEdge)).toEqual(
      [...truth.edges].sort(byEdge),
    );
    expect(report.coverage).toMatchObject({
      objects: { listed: truth.objects, read: truth.objects, unreadable: 0 },
      bytes: { read: truth.bytes.stored, decoded: truth.bytes.decoded },
      spans: { read: truth.spansWritten, kept: truth.spansWritten, rejected: 0 },
      sampleRate: 1,
      problems: [],
    });
  });
});

test('every kind of loss occurs, and the format, the compression and the attributes change none of it', async () => {
  const plain = await generateArchive(join(folder, 'plain'), SMALL);
  const other = await generateArchive(join(folder, 'other'), {
    ...SMALL,
    format: 'otlp-proto',
    compression: 'zstd',
    attributes: 8,
  });

  expect(withoutBytes(other)).toEqual(withoutBytes(plain));
  const { spans, orphans, missingParents, tracesWithOrphans, rootless, resends } = plain.structure;
  expect(spans + resends).toBe(plain.spansWritten);
  expect(spans + plain.lost.roots + plain.lost.middles + plain.lost.leaves).toBeGreaterThanOrEqual(
    SMALL.spans,
  );
  const counted = [missingParents, tracesWithOrphans, rootless, resends, ...Object.values(plain.lost)];
  expect(Math.min(...counted)).toBeGreaterThan(0);
  expect(orphans).toBeGreaterThan(missingParents);
});

test.each<[string, Partial<ArchiveOptions>]>([
  ['JSON', { attributes: 8 }],
  ['gzip', { compression: 'gzip' }],
  ['protobuf, zstd', { format: 'otlp-proto', compression: 'zstd' }],
])('the same seed gives the same bytes, another one others: %s', async (_, options) => {
  const hashes = [];
  for (const [name, seed] of Object.entries({ first: 7, again: 7, other: 8 })) {
    const directory = join(folder, name);
    await generateArchive(directory, { ...SMALL, ...options, spans: 2000, seed });
    hashes.push(await hashOf(directory));
  }

  expect(hashes[1]).toBe(hashes[0]);
  expect(hashes[2]).not.toBe(hashes[0]);
});

function withoutBytes(truth: Truth): object {
  return { ...truth, bytes: null };
}

function byName<T extends { readonly name: string }>(rows: readonly T[]): Record<string, T> {
  return Object.fromEntries(rows.map((row) => [row.name, row]));
}

interface EdgeName {
  readonly from: string;
  readonly to: string;
}

function byEdge(a: EdgeName, b: EdgeName): number {
  return a.from.localeCompare(b.from) || a.to.localeCompare(b.to);
}

async function hashOf(directory: string): Promise<string> {
  const hash = createHash('sha256');
  for (const name of (await readdir(directory)).sort()) {
    hash.update(`${name}\n`).update(await readFile(join(directory, name)));
  }
  return hash.digest('hex');
}
