import { manyTraces } from '../test/tempo/many-traces';
import { startTempo } from '../test/tempo/server';

/** A stand-in Tempo in a process of its own: prints its address, and ends when its standard input does. */
async function main([traces, start, latency]: readonly number[]): Promise<void> {
  if (traces === undefined || start === undefined || latency === undefined) throw new Error('three numbers');
  const tempo = await startTempo({ pushes: manyTraces(traces, start), latency });
  tempo.prepare();
  process.stdout.write(`${tempo.url}\n`);
  process.stdin.resume();
  process.stdin.once('end', () => void tempo.stop());
}

void main(process.argv.slice(2).map(Number));
