import { ObjectError, SourceError } from '../errors';
import { type Answer, isWebPage, textOfAnswer } from './answer';
import { type Asked, isAboutServer, objectErrorOf, sourceErrorOf } from './failures';
import { type HttpClient, NoAnswer } from './http-client';
import { pause } from './pacer';
import { nameOfTempo } from './spec';
import { readTraceResponse, type TraceResponse } from './trace-response';

const PROTOBUF = 'application/protobuf';
const TRACE_MILLIS = 60_000;
/** A trace on its way between Tempo's parts may be missing for a moment. */
const SECOND_LOOK_MILLIS = 250;
/** An answer may hold several pieces of a trace, each as large as Tempo's limit allows; it is never held to less. */
const LIMITS_HELD = 4;
const LEAST_HELD = 64 * 1024 * 1024;

/** Reads traces whole, by their IDs. */
export class TraceReader {
  private readonly client: HttpClient;
  private readonly asked: Asked;

  constructor(client: HttpClient, asked: Asked) {
    this.client = client;
    this.asked = asked;
  }

  /**
   * The bytes of the trace as `TracesData` of OTLP; null where the server has no such trace.
   * @throws ObjectError where it is not there as a whole; SourceError where the server as such fails
   */
  async read(traceId: string, signal: AbortSignal): Promise<readonly Uint8Array[] | null> {
    const first = await this.ask(traceId, signal);
    if (first !== null) return first;
    await pause(SECOND_LOOK_MILLIS, signal);
    return this.ask(traceId, signal);
  }

  /** No times are named: with them, some versions give a part of a trace, or nothing, and do not say so. */
  private async ask(traceId: string, signal: AbortSignal): Promise<readonly Uint8Array[] | null> {
    const answer = await this.answer(traceId, signal);
    if (isAboutServer(answer) || this.isOldServer(answer)) throw this.serverError(answer);
    if (answer.status === 404) return null;
    if (answer.status !== 200) throw objectErrorOf(answer, this.asked);
    if (answer.contentType !== PROTOBUF) {
      const type = answer.contentType.replaceAll(/[^\w.+/-]/g, '').slice(0, 60);
      throw new ObjectError('unreadable', `the server answered ${type || 'nothing'} in place of protobuf`);
    }
    const response = readTraceResponse(answer.body);
    if (response.isPartial) throw this.partial(answer, response);
    return response.trace.length === 0 ? null : response.trace;
  }

  private async answer(traceId: string, signal: AbortSignal): Promise<Answer> {
    const request = {
      path: `/api/v2/traces/${traceId}`,
      // An operator may have made it a habit to leave leaves out.
      parameters: { span_pruning: 'false' },
      accept: PROTOBUF,
      deadline: TRACE_MILLIS,
      maxBytes: Math.max(LEAST_HELD, LIMITS_HELD * this.asked.spec.maxBytesPerTrace),
    };
    try {
      return await this.client.get(request, signal);
    } catch (error) {
      if (!(error instanceof NoAnswer)) throw error;
      const reason = error.isTooLarge ? 'too-large' : 'unreadable';
      throw new ObjectError(reason, `the server gave no answer: ${error.message}`, { cause: error });
    }
  }

  /** Go's router says so where there is no such path; of a trace it is said otherwise. */
  private isOldServer({ status, body }: Answer): boolean {
    return status === 404 && /page not found/i.test(body.toString('utf8', 0, 200));
  }

  private serverError(answer: Answer): SourceError {
    if (answer.status !== 404 || isWebPage(answer)) return sourceErrorOf(answer, this.asked);
    return new SourceError(
      'invalid',
      `${nameOfTempo(this.asked.spec)}: it has no /api/v2/traces: Tempo 2.7 or newer is needed`,
    );
  }

  private partial(answer: Answer, { message }: TraceResponse): ObjectError {
    const said = textOfAnswer({ ...answer, body: Buffer.from(message) }, this.asked.credentials.secrets);
    return new ObjectError('partial', `the server gave a part of the trace only: ${said}`);
  }
}
