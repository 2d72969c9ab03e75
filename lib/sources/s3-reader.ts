import { addAbortSignal } from 'node:stream';
import { ObjectError } from './errors';
import { inOrder } from './in-order';
import { LinkedAbort } from './linked-abort';
import type { S3Bucket, S3Object } from './s3-bucket';
import { goneError, objectErrorOf } from './s3-errors';
import { failureOf } from './s3-failure';

const MIB = 1 << 20;
/** Objects up to this size are read by one request. */
const WHOLE = 16 * MIB;
const PART = 8 * MIB;
/** Parts of one object on their way or waiting to be decoded: with PART, the memory that reading it takes. */
const PARTS_AT_ONCE = 4;
/** How often a body that was cut is asked for again from where it ended. */
const RESUMES = 3;

/**
 * The bytes of an object: a small one by one request, a large one by several at a time, in order.
 * @throws ObjectError gone, changed or unreadable
 */
export async function* readS3(
  bucket: S3Bucket,
  object: Omit<S3Object, 'modified'>,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array> {
  const link = new LinkedAbort(signal);
  try {
    if (object.size <= WHOLE) yield* readPart(bucket, object, { start: 0, end: object.size }, link.signal);
    else {
      const parts = inOrder(partsOf(object.size), PARTS_AT_ONCE, (part) =>
        wholePart(bucket, object, part, link.signal),
      );
      for await (const part of parts) {
        // The parts that follow may all be there already, so that no request tells of an abort.
        signal.throwIfAborted();
        yield part;
      }
    }
  } catch (error) {
    signal.throwIfAborted();
    throw await readErrorOf(bucket, object, error, signal);
  } finally {
    link[Symbol.dispose]();
  }
}

/**
 * The bytes of one part of an object.
 * @throws ObjectError gone, changed or unreadable
 */
export async function readS3Part(
  bucket: S3Bucket,
  object: Omit<S3Object, 'modified'>,
  part: Part,
  signal: AbortSignal,
): Promise<Uint8Array> {
  try {
    return await wholePart(bucket, object, part, signal);
  } catch (error) {
    signal.throwIfAborted();
    throw await readErrorOf(bucket, object, error, signal);
  }
}

/** A failure to read as what it is: perhaps the object is no longer there. */
async function readErrorOf(
  bucket: S3Bucket,
  { key }: Pick<S3Object, 'key'>,
  error: unknown,
  signal: AbortSignal,
): Promise<ObjectError> {
  const told = objectErrorOf(error);
  if (error instanceof ObjectError || failureOf(error).code !== 'AccessDenied') return told;
  // What cannot be listed either is as forbidden as it seems.
  const isGone = await bucket.isGone(key, signal).catch(() => false);
  signal.throwIfAborted();
  return isGone ? goneError(error) : told;
}

/** Bytes `[start, end)`. */
export interface Part {
  readonly start: number;
  readonly end: number;
}

function* partsOf(size: number): Generator<Part> {
  for (let start = 0; start < size; start += PART) yield { start, end: Math.min(size, start + PART) };
}

async function wholePart(
  bucket: S3Bucket,
  object: Omit<S3Object, 'modified'>,
  part: Part,
  signal: AbortSignal,
): Promise<Uint8Array> {
  const buffer = Buffer.allocUnsafeSlow(part.end - part.start);
  let length = 0;
  for await (const chunk of readPart(bucket, object, part, signal)) {
    buffer.set(chunk, length);
    length += chunk.length;
  }
  return buffer;
}

/** Errors of the request are thrown, the SDK has tried again; a body that ends too early is resumed. */
async function* readPart(
  bucket: S3Bucket,
  object: Omit<S3Object, 'modified'>,
  part: Part,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array> {
  let position = part.start;
  let cut: unknown = null;
  for (let attempt = 0; attempt <= RESUMES && position < part.end; attempt++) {
    const isWhole = position === 0 && part.end === object.size;
    const body = await bucket.body(object, isWhole ? null : { start: position, end: part.end }, signal);
    addAbortSignal(signal, body);
    const chunks: AsyncIterable<Uint8Array> = body;
    try {
      for await (const chunk of chunks) {
        if (position + chunk.length > part.end)
          throw new ObjectError('changed', 'the object is longer than it was listed');
        position += chunk.length;
        yield chunk;
      }
      cut = null;
    } catch (error) {
      signal.throwIfAborted();
      if (error instanceof ObjectError) throw error;
      cut = error;
    }
  }
  if (position < part.end) throw cutShort(position, object.size, cut);
}

function cutShort(position: number, size: number, cause: unknown): ObjectError {
  const message = `the connection was cut at byte ${position} of ${size}, and again when it was resumed`;
  return new ObjectError('unreadable', message, cause === null ? {} : { cause });
}
