import * as fc from 'fast-check';
import { isServiceUnnamed, ResourcePool, UNKNOWN_RESOURCE } from '../../lib/model/resources';
import { isHashed, StringPool } from '../../lib/model/strings';

const bytes = (text: string) => new TextEncoder().encode(text);

describe('StringPool', () => {
  test('numbers texts in the order in which they come; 0 is the empty text', () => {
    const pool = new StringPool();
    expect(['', 'a', 'b', 'a', ''].map((text) => pool.intern(text))).toEqual([0, 1, 2, 1, 0]);
    expect(pool.size).toBe(3);
    expect([0, 1, 2, 3].map((id) => pool.text(id))).toEqual(['', 'a', 'b', undefined]);
    expect(pool.textsFrom(1)).toEqual(['a', 'b']);
  });

  test('bytes and text of the same name have one number', () => {
    const pool = new StringPool();
    const buffer = bytes('xx größe/{id} xx');
    const id = pool.internBytes(buffer, 3, buffer.length - 3);
    expect(pool.intern('größe/{id}')).toBe(id);
    expect(pool.text(id)).toBe('größe/{id}');
  });

  test('a byte order mark is a part of the name', () => {
    const pool = new StringPool();
    expect(pool.text(pool.intern('\ufeffname'))).toBe('\ufeffname');
  });

  test('lone surrogates read as U+FFFD', () => {
    const pool = new StringPool();
    expect(pool.text(pool.intern('\ud800x'))).toBe('\ufffdx');
  });

  test('a full pool numbers by hash: equal texts stay equal, and are not kept', () => {
    const pool = new StringPool(3);
    expect([pool.intern('a'), pool.intern('b')]).toEqual([1, 2]);
    const hashed = pool.intern('c');
    expect(isHashed(hashed)).toBe(true);
    expect(isHashed(2)).toBe(false);
    expect(pool.intern('c')).toBe(hashed);
    expect(pool.intern('d')).not.toBe(hashed);
    expect(pool.intern('a')).toBe(1);
    expect(pool.text(hashed)).toBeUndefined();
    expect(pool.size).toBe(3);
  });

  test('a full pool tells under which hash its texts would have been numbered', () => {
    const full = new StringPool(3);
    full.intern('a');
    full.intern('b');
    const empty = new StringPool(1);
    expect(full.keptByHash()?.get(empty.intern('b'))).toBe(2);
    expect(new StringPool().keptByHash()).toBeNull();
  });

  test('any texts, many of them', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'grapheme', maxLength: 40 }), { maxLength: 2000 }), (texts) => {
        const pool = new StringPool();
        const ids = texts.map((text) => pool.intern(text));
        const distinct = new Set(['', ...texts]);
        return pool.size === distinct.size && texts.every((text, index) => pool.text(ids[index]!) === text);
      }),
      { numRuns: 30 },
    );
  });
});

describe('ResourcePool', () => {
  test('equal content has an equal number; null is not the empty text', () => {
    const pool = new ResourcePool();
    const a = { ...UNKNOWN_RESOURCE, service: 'a' };
    const numbers = [a, { ...a }, { ...a, service: '' }, UNKNOWN_RESOURCE].map((it) => pool.intern(it));
    expect(numbers).toEqual([0, 0, 1, 2]);
    expect(pool.at(0)).toEqual(a);
    expect(pool.at(9)).toEqual(UNKNOWN_RESOURCE);
    expect(pool.from(1)).toEqual([{ ...a, service: '' }, UNKNOWN_RESOURCE]);
    expect(pool.size).toBe(3);
  });

  test.each([
    [null, true],
    ['', true],
    ['unknown_service', true],
    ['unknown_service:node', true],
    ['unknown_services', false],
    ['orders', false],
  ])('service %j unnamed: %s', (service, unnamed) => {
    expect(isServiceUnnamed(service)).toBe(unnamed);
  });
});
