/**
 * Run as a process of its own by stdin.test.ts: reads standard input as a source and prints what it saw.
 * With `worker` a worker thread opens it; with `abort` reading is given up after a moment.
 */
import { hash } from 'node:crypto';
import { isMainThread, parentPort, Worker } from 'node:worker_threads';
import { openSource } from '../../lib/sources';
import type { ListedObject } from '../../lib/sources/source';

const source = openSource({ kind: 'stdin' });

async function read(object: ListedObject, signal: AbortSignal): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of source.open(object, signal)) chunks.push(chunk);
  return hash('sha256', Buffer.concat(chunks));
}

async function main(): Promise<void> {
  const controller = new AbortController();
  const listed: ListedObject[] = [];
  for await (const page of source.list(null, controller.signal)) listed.push(...page.objects);
  const [object] = listed;
  if (object === undefined) throw new Error('nothing listed');
  const print = (answer: unknown) => process.stdout.write(JSON.stringify(answer));
  if (process.argv[2] === 'abort') {
    const reading = read(object, controller.signal);
    setImmediate(() => controller.abort(new Error('stop')));
    await reading.catch((error: unknown) =>
      print({ aborted: error instanceof Error ? error.message : error }),
    );
    return;
  }
  if (process.argv[2] !== 'worker') {
    print({ name: source.name, listed, hash: await read(object, controller.signal) });
    return;
  }
  const worker = new Worker(__filename, { workerData: null });
  worker.on('message', (answer) => print({ name: source.name, listed, hash: answer }));
  worker.postMessage(object);
}

if (isMainThread) void main();
else {
  parentPort?.once('message', (object: ListedObject) => {
    void read(object, new AbortController().signal).then((answer) => parentPort?.postMessage(answer));
  });
}
