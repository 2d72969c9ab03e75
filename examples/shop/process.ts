import { close } from './http/listen';
import { outsideTraces, serve } from './http/server';
import { startBank } from './outside/bank';
import { startBroker } from './outside/broker';
import { startDatabase } from './outside/database';
import { services } from './services/index';
import { createKit } from './services/kit';
import { readProcessSettings } from './system/process-settings';
import { startTelemetry } from './tracing/telemetry';

/** What the shop has without spans of its own. */
const outside = new Map<string, () => Promise<number>>([
  ['database', startDatabase],
  ['bank', startBank],
  ['broker', () => startBroker(['mailer', 'shipping'])],
]);

/** One process of the shop: plays the role given as its argument and tells its port to the process that started it. */
async function main(role: string): Promise<void> {
  // The recorder stops its processes itself; it alone answers Ctrl-C.
  process.on('SIGINT', () => undefined);
  process.on('disconnect', () => process.exit(1));
  const startOutside = outside.get(role);
  if (startOutside !== undefined) {
    report(await startOutside());
    return;
  }
  await playService(role);
}

async function playService(role: string): Promise<void> {
  const createService = services.get(role);
  if (createService === undefined) throw new Error(`the shop has no role "${role}"`);
  const settings = readProcessSettings(process.env);
  const telemetry = startTelemetry(role, settings.ledger);
  const service = createService(createKit(telemetry.spans, settings));
  const { server, port } = await serve(telemetry.spans, service.routes);

  const stop = new AbortController();
  const loops = (service.loops ?? []).map((loop) => outsideTraces(() => loop(stop.signal)));
  Promise.all(loops).catch(fail);

  const shutDown = async (): Promise<void> => {
    stop.abort();
    await Promise.all([close(server), ...loops]);
    await telemetry.shutdown();
    process.exit(0);
  };
  process.on('SIGTERM', () => void shutDown().catch(fail));
  report(port);
}

function report(port: number): void {
  process.send?.({ port });
}

function fail(error: unknown): void {
  process.stderr.write(`${process.argv[2]}: ${error instanceof Error ? error.stack : String(error)}\n`);
  process.exit(1);
}

main(process.argv[2] ?? '').catch(fail);
