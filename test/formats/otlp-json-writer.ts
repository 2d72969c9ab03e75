import type { Format } from '../../lib/formats/format';
import { otlpJson } from '../../lib/formats/otlp-json';
import { OtlpJsonReader } from '../../lib/formats/otlp-json/reader';

/** The same format without the scanner: every document goes through JSON.parse. */
export const slowOtlpJson: Format = {
  ...otlpJson,
  decoder: (sink, limits) => new OtlpJsonReader(sink, limits, undefined, false),
};

/** A source of choices, the same for the same seed. */
export class Choices {
  private state: number;

  constructor(seed: number) {
    this.state = seed | 0;
  }

  /** 0 to `below` - 1. */
  below(below: number): number {
    this.state = (this.state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  }

  /** True one time in `times`. */
  one(times: number): boolean {
    return this.below(times) === 0;
  }

  of<T>(...values: readonly T[]): T {
    return values[this.below(values.length)]!;
  }

  shuffled<T>(values: readonly T[]): T[] {
    const left = [...values];
    return values.map(() => left.splice(this.below(left.length), 1)[0]!);
  }
}

/** How a document is written down. */
export interface Style {
  /** One time in how many white space stands where it may. */
  readonly space: number;
  /** Line breaks among the white space. */
  readonly lines: boolean;
  /** One time in how many a character is escaped that need not be. */
  readonly escape: number;
  /** One time in how many a field is something else than it should be. */
  readonly odd: number;
  readonly shuffle: boolean;
}

export const COMPACT: Style = { space: 0, lines: false, escape: 0, odd: 0, shuffle: false };

type Member = readonly [string, string];

/** Writes OTLP documents of all kinds, legal and odd, but always JSON. */
export class Writer {
  private readonly choices: Choices;
  private readonly style: Style;

  constructor(choices: Choices, style: Style) {
    this.choices = choices;
    this.style = style;
  }

  document(): string {
    const { choices } = this;
    const members: Member[] = [];
    if (!choices.one(12))
      members.push([
        choices.of('resourceSpans', 'resourceSpans', 'resource_spans', 'batches'),
        this.list(() => this.group()),
      ]);
    if (choices.one(6))
      members.push(['resourceLogs', this.list(() => this.records('scopeLogs', 'logRecords'))]);
    if (choices.one(6))
      members.push(['resource_metrics', this.list(() => this.records('scope_metrics', 'metrics'))]);
    if (choices.one(8)) members.push(['unknown', this.junk(3)]);
    const inner = this.object(members);
    if (!choices.one(8)) return inner;
    return this.object([
      [choices.of('result', 'data', 'trace'), choices.one(4) ? this.list(() => inner) : inner],
    ]);
  }

  private records(list: string, elements: string): string {
    return this.object([[list, this.list(() => this.object([[elements, this.list(() => this.junk(2))]]))]]);
  }

  private group(): string {
    const members: Member[] = [
      [this.choices.of('scopeSpans', 'scopeSpans', 'scope_spans'), this.list(() => this.scope())],
      ['schemaUrl', this.text('https://opentelemetry.io/schemas/1.26.0')],
    ];
    if (!this.choices.one(6)) members.unshift(['resource', this.odd(() => this.resource())]);
    return this.odd(() => this.object(members));
  }

  private resource(): string {
    const { choices } = this;
    const attributes = this.list(() =>
      this.attribute(
        choices.of(
          'service.name',
          'host.name',
          'host.ip',
          'host.id',
          'service.instance.id',
          'telemetry.sdk.language',
          'k8s.pod.uid',
        ),
      ),
    );
    return this.object([['attributes', this.odd(() => attributes)]]);
  }

  private scope(): string {
    const scope = this.object([
      ['name', this.text('go.opentelemetry.io/contrib/instrumentation/net/http/otelhttp')],
    ]);
    return this.odd(() =>
      this.object([
        ['scope', scope],
        ['spans', this.odd(() => this.list(() => this.odd(() => this.span())))],
      ]),
    );
  }

  private span(): string {
    const { choices } = this;
    const members: Member[] = [
      ['traceId', this.odd(() => this.id(16))],
      ['spanId', this.odd(() => this.id(8))],
      ['parentSpanId', this.odd(() => (choices.one(3) ? '""' : this.id(8)))],
      ['flags', this.odd(() => this.number(BigInt(choices.of(0, 1, 257, 769, 70_000))))],
      ['name', this.odd(() => this.name())],
      [
        'kind',
        this.odd(() =>
          choices.of('0', '1', '2', '3', '3', '3', '4', '5', '7', '"SPAN_KIND_CLIENT"', '"SPAN_KIND_SERVER"'),
        ),
      ],
      ['startTimeUnixNano', this.odd(() => this.time())],
      ['endTimeUnixNano', this.odd(() => this.time())],
      [
        'traceState',
        this.odd(() => this.text(choices.of('', 'ot=th:8', 'a=b,ot=rv:1;th:c', 'ot=th:fffffff'))),
      ],
      ['attributes', this.odd(() => this.list(() => this.odd(() => this.peerAttribute())))],
      ['droppedAttributesCount', '0'],
      [
        'events',
        this.list(() =>
          this.object([
            ['name', this.name()],
            ['attributes', this.list(() => this.attribute('exception.type'))],
          ]),
        ),
      ],
      [
        'links',
        this.odd(() =>
          this.list(() =>
            this.object([
              ['traceId', this.id(16)],
              ['spanId', this.id(8)],
            ]),
          ),
        ),
      ],
      ['status', this.odd(() => this.status())],
    ];
    const kept = members
      .filter(() => !choices.one(5))
      .map(([key, value]): Member => [this.spelled(key), value]);
    if (choices.one(30)) kept.push(choices.of(...members));
    return this.object(choices.one(3) ? kept : members);
  }

  private spelled(key: string): string {
    return this.choices.one(8) ? key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`) : key;
  }

  private status(): string {
    const code = this.choices.of('0', '1', '2', '2', '9', '"STATUS_CODE_ERROR"', '"STATUS_CODE_OK"');
    return this.choices.one(3)
      ? '{}'
      : this.object([
          ['code', this.odd(() => code)],
          ['message', this.name()],
        ]);
  }

  private peerAttribute(): string {
    return this.attribute(
      this.choices.of(
        'server.address',
        'server.port',
        'net.peer.name',
        'net.peer.port',
        'rpc.service',
        'url.full',
        'http.url',
        'peer.service',
        'http.route',
        'net.peer.ip',
      ),
    );
  }

  private attribute(key: string): string {
    const { choices } = this;
    const members: Member[] = [
      ['key', this.odd(() => this.text(key))],
      ['value', this.odd(() => this.anyValue())],
    ];
    return this.object(choices.one(20) ? members.slice(choices.below(2)) : members);
  }

  private anyValue(depth = 0): string {
    const { choices } = this;
    const text = (): string =>
      this.text(
        choices.of('', 'cart', 'cart.prod.svc', 'https://u:p@shop.example:8443/x?y#z', 'größe', '10.0.0.1'),
      );
    const kinds: (() => Member)[] = [
      () => ['stringValue', text()],
      () => ['stringValue', text()],
      () => ['intValue', choices.of('"8080"', '443', '0', '-1', '"9007199254740993"', '9007199254740993')],
      () => ['boolValue', choices.of('true', 'false')],
      () => ['doubleValue', choices.of('1.5', '1e3', '"NaN"', '-0.0')],
      () => [
        'arrayValue',
        this.object([['values', this.list(() => (depth < 2 ? this.anyValue(depth + 1) : '{}'))]]),
      ],
      () => ['kvlistValue', this.object([['values', this.list(() => this.junk(1))]])],
      () => ['bytesValue', '"aGVsbG8="'],
    ];
    if (choices.one(12)) return '{}';
    return this.object([kinds[choices.below(kinds.length)]!()]);
  }

  private id(bytes: number): string {
    const { choices } = this;
    const hex = Array.from({ length: bytes * 2 }, () => choices.below(16).toString(16)).join('');
    switch (choices.below(14)) {
      case 0:
        return this.text(hex.toUpperCase());
      case 1:
        return this.text(Buffer.from(hex, 'hex').toString('base64'));
      case 2:
        return this.text('0'.repeat(bytes * 2));
      case 3:
        return this.text(hex.slice(1 + choices.below(4)));
      case 4:
        return this.text(hex.replace(/[0-9]/, 'g'));
      case 5:
        return '""';
      default:
        return this.text(hex);
    }
  }

  private time(): string {
    const { choices } = this;
    const digits = choices.of(
      '1782036644636668325',
      '1544712660000000001',
      '0',
      '18446744073709551615',
      '999999999999999999',
      '9223372036854775807',
      '9007199254740993',
      '00001782036644636668325',
      '18446744073709551614',
      '4294967296',
      '4294967295',
    );
    const number = digits.replace(/^0+(?=.)/, '');
    return choices.one(4) ? number : choices.one(12) ? `${number}.0` : this.text(digits);
  }

  private number(value: bigint): string {
    return this.choices.one(6) ? `"${value}"` : String(value);
  }

  private name(): string {
    const { choices } = this;
    return this.text(
      choices.of(
        'GET /cart',
        'a',
        '',
        'größe ☃',
        'tab\there',
        'quote"back\\slash/',
        'oteldemo.CartService/AddItem',
        '\u{1f600}',
        'x'.repeat(70),
        'lone \ud800 surrogate',
        '\ufeffmark',
      ),
    );
  }

  /** A string of JSON, with escapes where they need not be. */
  text(value: string): string {
    const { escape } = this.style;
    if (escape === 0) return JSON.stringify(value);
    const parts = Array.from({ length: value.length }, (_, index) => {
      const unit = value.charCodeAt(index);
      if (!this.choices.one(escape)) return null;
      return `\\u${this.choices.one(2) ? unit.toString(16).padStart(4, '0') : unit.toString(16).toUpperCase().padStart(4, '0')}`;
    });
    return `"${Array.from(value, (character, index) => parts[index] ?? JSON.stringify(character).slice(1, -1)).join('')}"`;
  }

  private object(members: readonly Member[]): string {
    const ordered = this.style.shuffle && this.choices.one(2) ? this.choices.shuffled(members) : members;
    const written = ordered.map(
      ([key, value]) => `${this.gap()}${this.text(key)}${this.gap()}:${this.gap()}${value}${this.gap()}`,
    );
    return `{${written.length === 0 ? this.gap() : written.join(',')}}`;
  }

  private list(element: () => string): string {
    const length = this.choices.of(0, 1, 1, 2, 3);
    const written = Array.from({ length }, () => `${this.gap()}${element()}${this.gap()}`);
    return `[${length === 0 ? this.gap() : written.join(',')}]`;
  }

  private gap(): string {
    const { choices, style } = this;
    if (style.space === 0 || !choices.one(style.space)) return '';
    return style.lines ? choices.of(' ', '\n', '\t ', '\r\n', '\n  ') : choices.of(' ', '\t', '  ', '\r');
  }

  /** The value, or now and then something of another type. */
  private odd(value: () => string): string {
    if (this.style.odd === 0 || !this.choices.one(this.style.odd)) return value();
    return this.choices.one(2) ? 'null' : this.junk(2);
  }

  private junk(depth: number): string {
    const { choices } = this;
    switch (choices.below(depth > 0 ? 9 : 6)) {
      case 0:
        return choices.of('0', '-1', '1.5', '1e30', '12345678901234567890123', '-0', '5E-3');
      case 1:
        return choices.of('true', 'false', 'null');
      case 2:
        return this.text('text');
      case 3:
        return '{}';
      case 4:
        return '[]';
      case 5:
        return '""';
      case 6:
        return this.list(() => this.junk(depth - 1));
      default:
        return this.object([[choices.of('key', 'value', 'spans', 'a', 'traceId'), this.junk(depth - 1)]]);
    }
  }
}
