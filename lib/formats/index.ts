import type { Format } from './format';
import { jaegerJson } from './jaeger-json';
import { otlpJson } from './otlp-json';
import { otlpProto } from './otlp-proto';
import { otlpRecords } from './otlp-records';
import { zipkinJson } from './zipkin-json';

/** All formats that can be read, in the order in which they are asked whether an object is theirs. */
export const FORMATS: readonly Format[] = [otlpJson, jaegerJson, zipkinJson, otlpProto, otlpRecords];
