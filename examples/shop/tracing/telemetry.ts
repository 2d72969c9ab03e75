import { context, propagation } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { W3CTraceContextPropagator } from '@opentelemetry/core';
import { OTLPTraceExporter as JsonExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { OTLPTraceExporter as ProtobufExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import {
  defaultResource,
  detectResources,
  envDetector,
  serviceInstanceIdDetector,
} from '@opentelemetry/resources';
import { BatchSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import { CountingExporter, CountingProcessor } from './counting';
import { Ledger } from './ledger';
import { readTracingSettings } from './settings';
import { Spans } from './spans';

export interface Telemetry {
  readonly spans: Spans;
  /** Exports what is still queued, then stops. */
  readonly shutdown: () => Promise<void>;
}

/** Sets up the SDK as the environment says, and a ledger that counts beside it. */
export function startTelemetry(role: string, ledgerPath: string): Telemetry {
  const settings = readTracingSettings(process.env);
  const ledger = new Ledger(ledgerPath);
  const resource = defaultResource().merge(
    detectResources({ detectors: [serviceInstanceIdDetector, envDetector] }),
  );
  ledger.write({
    line: 'life',
    role,
    service: String(resource.attributes['service.name']),
    instance: String(resource.attributes['service.instance.id']),
  });

  const exporter = settings.protocol === 'http/json' ? new JsonExporter() : new ProtobufExporter();
  const batches = new BatchSpanProcessor({
    ...settings.batch,
    exporter: new CountingExporter(exporter, ledger),
  });
  const provider = new TracerProvider({
    resource,
    sampler: settings.sampler,
    spanProcessors: [new CountingProcessor(batches, ledger)],
  });
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  propagation.setGlobalPropagator(new W3CTraceContextPropagator());
  return {
    spans: new Spans(provider.getTracer('shop', '1.4.0'), ledger),
    shutdown: () => provider.shutdown(),
  };
}
