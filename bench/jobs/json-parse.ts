import { decompressed } from './decompressed';
import type { Counts } from './job';

const NEWLINE = 0x0a;

/** The floor of all that is built on JSON.parse: reads the objects and parses each line, nothing else. */
export function runJsonParse(directory: string): Counts {
  let requests = 0;
  for (const bytes of decompressed(directory)) {
    let start = 0;
    for (let end = bytes.indexOf(NEWLINE); end >= 0; end = bytes.indexOf(NEWLINE, start)) {
      JSON.parse(bytes.toString('utf8', start, end));
      requests++;
      start = end + 1;
    }
  }
  return { requests };
}
