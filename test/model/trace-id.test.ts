import { parseTraceId } from '../../lib/model/trace-id';

describe('a trace ID as it is written', () => {
  test.each([
    ['4bf92f3577b34da6a3ce929d0e0e4736', '4bf92f3577b34da6a3ce929d0e0e4736'],
    ['4BF92F3577B34DA6A3CE929D0E0E4736', '4bf92f3577b34da6a3ce929d0e0e4736'],
    [' a3ce929d0e0e4736 ', '0000000000000000a3ce929d0e0e4736'],
    ['af7651916cd43dd8448eb211c80319c', '0af7651916cd43dd8448eb211c80319c'],
    ['1', '00000000000000000000000000000001'],
  ])('%j', (text, id) => expect(parseTraceId(text)).toBe(id));

  test.each([
    '',
    '0',
    '0'.repeat(32),
    'xyz',
    '0x1',
    '4bf92f35-77b3-4da6-a3ce-929d0e0e4736',
    `1${'0'.repeat(32)}`,
  ])('%j is none', (text) => expect(parseTraceId(text)).toBeNull());
});
