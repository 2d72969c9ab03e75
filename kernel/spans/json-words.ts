/**
 * Fixed pieces of text as numbers, eight bytes at a time (little-endian, as memory is read): the number in a name is
 * where in the piece the eight bytes begin. Where a piece is shorter, the missing bytes are zero.
 */

// "traceId":"
export const TRACE_ID_0: u64 = 0x6449656361727422;
export const TRACE_ID_3: u64 = 0x223a226449656361;
// "spanId":"
export const SPAN_ID_0: u64 = 0x2264496e61707322;
export const SPAN_ID_2: u64 = 0x223a2264496e6170;
// "traceState":"
export const TRACE_STATE_0: u64 = 0x7453656361727422;
export const TRACE_STATE_6: u64 = 0x223a226574617453;
// "parentSpanId":"
export const PARENT_ID_0: u64 = 0x53746e6572617022;
export const PARENT_ID_8: u64 = 0x223a2264496e6170;
// "flags":
export const FLAGS_0: u64 = 0x3a227367616c6622;
// "name":"
export const NAME_0: u64 = 0x223a22656d616e22;
// "startTimeUnixNano":"
export const START_0: u64 = 0x6954747261747322;
export const START_8: u64 = 0x614e78696e55656d;
export const START_13: u64 = 0x223a226f6e614e78;
// "endTimeUnixNano":"
export const END_0: u64 = 0x656d6954646e6522;
export const END_8: u64 = 0x6f6e614e78696e55;
export const END_11: u64 = 0x223a226f6e614e78;
// "attributes":[
export const ATTRIBUTES_0: u64 = 0x7562697274746122;
export const ATTRIBUTES_6: u64 = 0x5b3a227365747562;
// "events":[
export const EVENTS_0: u64 = 0x2273746e65766522;
export const EVENTS_2: u64 = 0x5b3a2273746e6576;
// "links":[
export const LINKS_0: u64 = 0x3a22736b6e696c22;
export const LINKS_1: u64 = 0x5b3a22736b6e696c;
// "status":{
export const STATUS_0: u64 = 0x2273757461747322;
export const STATUS_2: u64 = 0x7b3a227375746174;
// "message":"
export const MESSAGE_0: u64 = 0x6567617373656d22;
export const MESSAGE_3: u64 = 0x223a226567617373;
// "code":
export const CODE: u64 = 0x003a2265646f6322;
// "kind":
export const KIND: u64 = 0x003a22646e696b22;
// {"key":"
export const ATTRIBUTE_KEY_0: u64 = 0x223a2279656b227b;
// ","value":{
export const ATTRIBUTE_VALUE_0: u64 = 0x65756c6176222c22;
export const ATTRIBUTE_VALUE_3: u64 = 0x7b3a2265756c6176;
// "stringValue":"
export const STRING_VALUE_0: u64 = 0x56676e6972747322;
export const STRING_VALUE_7: u64 = 0x223a2265756c6156;
// "dropped
export const DROPPED_0: u64 = 0x646570706f726422;
