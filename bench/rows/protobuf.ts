import { race } from '../measure';
import { ours, protobufjs } from './contenders';
import { rate, ratio, yesOrNo } from './format';
import type { Row } from './row';

const FASTER = 3;

/** OTLP protobuf in zstd, from the folder to the report, against protobufjs that only decompresses and decodes. */
export const protobuf: Row = {
  id: 'protobuf',
  async measure({ archives, spans, rounds, note }) {
    const archive = await archives.get({
      spans,
      format: 'otlp-proto-framed',
      compression: 'zstd',
      attributes: 8,
    });
    const { spansWritten = 0 } = archive.truth;
    const all = ours(archive);
    const one = ours(archive, 'tracewarden in one thread', { threads: 1 });
    const reference = protobufjs(archive);
    await race([all, one, reference], rounds, note);
    const common = { reference: `protobufjs ${rate(spansWritten, reference.millis)}` };
    const what = 'OTLP protobuf, zstd, 8 attributes a span';
    const faster = reference.millis / all.millis;
    return [
      {
        ...common,
        what,
        ours: rate(spansWritten, all.millis),
        ratio: ratio(faster),
        target: `≥ ${FASTER}`,
        met: yesOrNo(faster >= FASTER),
      },
      {
        ...common,
        what: `${what}, all in one thread`,
        ours: rate(spansWritten, one.millis),
        ratio: ratio(reference.millis / one.millis),
        target: '',
        met: null,
      },
    ];
  },
};
