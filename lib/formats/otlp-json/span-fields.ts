import { KeySet } from '../json/keys';

/** Members of a span by number; those from FIRST_SKIPPED on are only there to be foreseen. */
export const SpanField = {
  TRACE_ID: 0,
  SPAN_ID: 1,
  PARENT_ID: 2,
  NAME: 3,
  KIND: 4,
  START: 5,
  END: 6,
  FLAGS: 7,
  TRACE_STATE: 8,
  ATTRIBUTES: 9,
  LINKS: 10,
  STATUS: 11,
  FIRST_SKIPPED: 12,
} as const;

/** Their spellings by number: lowerCamelCase as OTLP has it, and the names of the protobuf fields. */
export const SPAN_KEYS = new KeySet([
  ['traceId', 'trace_id'],
  ['spanId', 'span_id'],
  ['parentSpanId', 'parent_span_id'],
  ['name'],
  ['kind'],
  ['startTimeUnixNano', 'start_time_unix_nano'],
  ['endTimeUnixNano', 'end_time_unix_nano'],
  ['flags'],
  ['traceState', 'trace_state'],
  ['attributes'],
  ['links'],
  ['status'],
  ['events'],
  ['droppedAttributesCount', 'dropped_attributes_count'],
  ['droppedEventsCount', 'dropped_events_count'],
  ['droppedLinksCount', 'dropped_links_count'],
]);
