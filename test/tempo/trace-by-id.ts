import { bytesField, varintField } from '../formats/encoders';
import { type Answer, jsonOf, jsonText, protobuf, Refusal, text } from './answer';
import type { Context } from './context';
import { protobufOfTrace } from './protobuf';
import { protobufJsonOfGroups } from './protobuf-json';
import type { StoredTrace } from './store';

const NANOSECONDS = 1_000_000_000n;
const ID_DIGITS = 32;
/** PartialStatus.PARTIAL (tempo.proto). */
const PARTIAL = 1;

/** A read by ID: which trace, and in which form its answer is to be. */
export interface TraceRequest {
  readonly version: 1 | 2;
  readonly traceId: string;
  readonly parameters: URLSearchParams;
  readonly accept: string;
}

/** Encoded answers by trace: each is made once. */
export type AnswerCache = Map<string, Answer>;

/** An ID as a path may give it: hex with or without leading zeros, as 32 lower-case digits. @throws Refusal */
export function traceIdOf(path: string): string {
  const wrong = /[^0-9a-f]/iu.exec(path);
  if (wrong !== null)
    throw new Refusal(
      400,
      `trace IDs can only contain hex characters: invalid character '${wrong[0]}' at position ${wrong.index + 1}`,
    );
  if (path.length > ID_DIGITS) throw new Refusal(400, `trace IDs can't be larger than 128 bits`);
  return path.toLowerCase().padStart(ID_DIGITS, '0');
}

/**
 * GET /api/v2/traces/{id} and /api/traces/{id}. A trace that is not there is an empty answer in version 2, 404 in
 * version 1.
 * @param partial the message of a PARTIAL answer; null for a whole one
 */
export function traceById(
  request: TraceRequest,
  context: Context,
  cache: AnswerCache,
  partial: string | null,
): Answer {
  const trace = context.store.traces.get(request.traceId);
  const form = request.accept.includes('application/protobuf') ? 'protobuf' : 'json';
  if (trace === undefined) return absent(request.version, form);
  const isNear = isInRange(trace, request.parameters);
  if (!isNear && !(context.options.isRecentForReads ?? true)) return absent(request.version, form);
  const key = `${request.version} ${form} ${isNear} ${partial} ${request.traceId}`;
  const known = cache.get(key);
  if (known !== undefined) return known;
  const groups = isNear ? trace.groups : trace.groupsAsPushed;
  const answer =
    request.version === 1
      ? versionOne(groups, form, context.maxBytesPerTrace)
      : versionTwo(groups, form, partial);
  cache.set(key, answer);
  return answer;
}

/** What is not there, or is hidden. */
export function absent(version: 1 | 2, form: 'json' | 'protobuf'): Answer {
  if (version === 1) return { status: 404, headers: {}, body: '' };
  if (form === 'json') return jsonText('{"trace":{},"metrics":{}}');
  return protobuf(Buffer.concat([bytesField(1, ''), bytesField(2, '')]));
}

function versionTwo(
  groups: StoredTrace['groups'],
  form: 'json' | 'protobuf',
  partial: string | null,
): Answer {
  if (form === 'json') {
    const trace = { resourceSpans: protobufJsonOfGroups(groups) };
    const status = partial === null ? {} : { status: 'PARTIAL', message: partial };
    return jsonText(Buffer.from(jsonOf({ trace, metrics: { inspectedBytes: '1' }, ...status })));
  }
  const status = partial === null ? [] : [varintField(3, PARTIAL), bytesField(4, partial)];
  return protobuf(
    Buffer.concat([bytesField(1, protobufOfTrace(groups)), bytesField(2, varintField(1, 1)), ...status]),
  );
}

function versionOne(groups: StoredTrace['groups'], form: 'json' | 'protobuf', maxBytes: number): Answer {
  const bytes = protobufOfTrace(groups);
  if (bytes.length > maxBytes) return text(422, `trace exceeds max size (max bytes: ${maxBytes})`);
  if (form === 'protobuf') return protobuf(bytes);
  return jsonText(jsonOf({ batches: protobufJsonOfGroups(groups) }));
}

function isInRange(trace: StoredTrace, parameters: URLSearchParams): boolean {
  const [start, end] = [parameters.get('start'), parameters.get('end')];
  if (start === null || end === null) return true;
  return trace.start <= BigInt(end) * NANOSECONDS && trace.end >= BigInt(start) * NANOSECONDS;
}
