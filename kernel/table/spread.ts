import { AT_END, AT_START, AT_TRACE } from '../shared/record';
import { valueOf } from '../shared/times';
import { recordAt } from './records';

/**
 * Takes the times of the records `from` to `to` into those of their traces.
 * @param earliest the earliest start of each trace, two words; zero where no span has one
 * @param latest the latest start or end of each trace, two words
 */
export function spread(from: u32, to: u32, earliest: usize, latest: usize): void {
  for (let row = from; row < to; row++) {
    const record = recordAt(row);
    const trace = <usize>load<u32>(record, AT_TRACE) << 3;
    const start = load<u64>(record, AT_START);
    const end = load<u64>(record, AT_END);
    const first = load<u64>(earliest + trace);
    if (start != 0 && (first == 0 || valueOf(start) < valueOf(first))) store<u64>(earliest + trace, start);
    const later = valueOf(start) > valueOf(end) ? start : end;
    if (valueOf(later) > valueOf(load<u64>(latest + trace))) store<u64>(latest + trace, later);
  }
}
