import { blocks } from './blocks';
import { bounded } from './bounded';
import { cloud } from './cloud';
import { coldStart } from './cold-start';
import { duckdb } from './duckdb';
import { growth } from './growth';
import { gzip, json } from './json';
import { judging } from './judging';
import { live } from './live';
import { protobuf } from './protobuf';
import type { Row } from './row';
import { threads } from './threads';

/** All rows, in the order of the table. */
export const ROWS: readonly Row[] = [
  json,
  gzip,
  protobuf,
  duckdb,
  threads,
  growth,
  bounded,
  judging,
  blocks,
  live,
  cloud,
  coldStart,
];
