import { invalidIdWords, readHexId, readId } from '../../lib/formats/ids';
import { hostOfUrl, peerOf } from '../../lib/formats/peer';
import { thresholdOf } from '../../lib/formats/tracestate';
import { Fact } from '../../lib/model/span';
import { hexOfWords } from '../../lib/model/words';

describe('thresholds', () => {
  it.each([
    ['', 0],
    ['a=b', 0],
    ['ot=', 0],
    ['ot=rv:123456789abcde', 0],
    ['ot=th:0', 1],
    ['ot=th:8', 0x8001],
    ['ot=th:c', 0xc001],
    ['ot=th:fd70a', 0xfd71],
    ['ot=th:ffffffffffffff', 65535],
    ['ot=rv:123456789abcde;th:4', 0x4001],
    ['vendor=x, ot=th:4 ,b=c', 0x4001],
    ['ot=th:4,ot=th:8', 0x4001],
    ['ot=th:', 0],
    ['ot=th:G', 0],
    ['ot=th:C', 0],
    ['ot=th:123456789abcdef', 0],
    ['xot=th:8', 0],
  ])('%j: %d', (text, expected) => {
    expect(thresholdOf(text)).toBe(expected);
  });
});

describe('peers', () => {
  it.each([
    [{}, ''],
    [{ 'server.address': 'a', 'server.port': '80', 'net.peer.name': 'b' }, 'a:80'],
    [{ 'server.address': '', 'net.peer.name': 'b', 'server.port': '80' }, 'b'],
    [{ 'net.peer.ip': '10.0.0.1', 'net.peer.port': '' }, '10.0.0.1'],
    [{ 'messaging.destination.name': 'orders', 'url.full': 'http://x' }, 'orders'],
    [{ 'url.full': 'http://x:1/y', 'http.url': 'http://z' }, 'x:1'],
    [{ 'url.full': 'y', 'http.url': 'http://z?q' }, 'z'],
  ])('%j: %s', (attributes: Readonly<Record<string, string>>, expected) => {
    expect(peerOf((key) => attributes[key] ?? null)).toBe(expected);
  });

  it.each([
    ['http://a', 'a'],
    ['https://u:p@a:1/b@c', 'a:1'],
    ['grpc+tls://a.b', 'a.b'],
    ['HTTP://[::1]:80#x', '[::1]:80'],
    ['//a/b', ''],
    ['a:80', ''],
    ['http:///x', ''],
  ])('the host of %s is %s', (url, expected) => {
    expect(hostOfUrl(url)).toBe(expected);
  });
});

describe('IDs', () => {
  const read = (
    reader: typeof readId,
    kind: 'trace' | 'span' | 'parent',
    raw: string | null,
  ): [number, string, string[]] => {
    const words = new Uint32Array(6);
    const told: string[] = [];
    const fact = reader(kind, raw, words, 1, { invalidId: (...args) => told.push(args.join(' ')) });
    expect([words[0], words[5]]).toEqual([0, 0]);
    return [fact, hexOfWords(words, 1, kind === 'trace' ? 4 : 2), told];
  };

  it('may be base64 where the format allows it', () => {
    const raw = 'CvdlGRbNQ92ESOshHIAxnA==';
    expect(read(readId, 'trace', raw)).toEqual([0, '0af7651916cd43dd8448eb211c80319c', []]);
    const [fact, hex, told] = read(readHexId, 'trace', raw);
    expect([fact, told]).toEqual([Fact.INVALID_TRACE_ID, [`trace ${hex} ${raw}`]]);
  });

  it.each<['trace' | 'span' | 'parent', string | null, number]>([
    ['trace', null, Fact.INVALID_TRACE_ID],
    ['span', '', Fact.INVALID_SPAN_ID],
    ['span', '0000000000000000', Fact.INVALID_SPAN_ID],
    ['parent', null, 0],
    ['parent', '', 0],
    ['parent', '0000000000000000', 0],
  ])('%s %j is zero', (kind, raw, fact) => {
    expect(read(readId, kind, raw)).toEqual([fact, kind === 'trace' ? '0'.repeat(32) : '0'.repeat(16), []]);
  });

  it('that are none have words of their own, never zero', () => {
    const seen = new Set(
      Array.from({ length: 10_000 }, (_, index) => hexOfWords(invalidIdWords(`id ${index}`, 2), 0, 2)),
    );
    expect(seen.size).toBe(10_000);
    expect(seen.has('0000000000000000')).toBe(false);
  });
});
