import {
  AlwaysOffSampler,
  AlwaysOnSampler,
  ParentBasedSampler,
  type Sampler,
  TraceIdRatioBasedSampler,
} from '@opentelemetry/sdk-trace';

/** Limits of the batch processor; a limit that the environment does not set keeps the SDK's default. */
export interface BatchLimits {
  maxQueueSize?: number;
  maxExportBatchSize?: number;
  scheduledDelayMillis?: number;
}

export interface TracingSettings {
  readonly sampler: Sampler;
  readonly protocol: 'http/json' | 'http/protobuf';
  readonly batch: Readonly<BatchLimits>;
}

/**
 * Reads the OTEL_* variables that the SDK's own packages leave to their caller. The exporters read endpoint and
 * compression, the resource detectors read service name and resource attributes.
 */
export function readTracingSettings(environment: NodeJS.ProcessEnv): TracingSettings {
  return {
    sampler: sampler(environment),
    protocol: protocol(environment.OTEL_EXPORTER_OTLP_TRACES_PROTOCOL),
    batch: batch(environment),
  };
}

function sampler(environment: NodeJS.ProcessEnv): Sampler {
  const name = environment.OTEL_TRACES_SAMPLER ?? 'parentbased_always_on';
  switch (name) {
    case 'always_on':
      return new AlwaysOnSampler();
    case 'always_off':
      return new AlwaysOffSampler();
    case 'traceidratio':
      return new TraceIdRatioBasedSampler(ratio(environment));
    case 'parentbased_always_on':
      return new ParentBasedSampler({ root: new AlwaysOnSampler() });
    case 'parentbased_traceidratio':
      return new ParentBasedSampler({ root: new TraceIdRatioBasedSampler(ratio(environment)) });
    default:
      throw new Error(`OTEL_TRACES_SAMPLER: the shop knows no sampler "${name}"`);
  }
}

function ratio(environment: NodeJS.ProcessEnv): number {
  return number(environment, 'OTEL_TRACES_SAMPLER_ARG') ?? 1;
}

function protocol(value = 'http/protobuf'): TracingSettings['protocol'] {
  if (value === 'http/json' || value === 'http/protobuf') return value;
  throw new Error(`OTEL_EXPORTER_OTLP_TRACES_PROTOCOL: "${value}" is neither http/json nor http/protobuf`);
}

function batch(environment: NodeJS.ProcessEnv): BatchLimits {
  const limits: BatchLimits = {};
  const queue = number(environment, 'OTEL_BSP_MAX_QUEUE_SIZE');
  const size = number(environment, 'OTEL_BSP_MAX_EXPORT_BATCH_SIZE');
  const delay = number(environment, 'OTEL_BSP_SCHEDULE_DELAY');
  if (queue !== undefined) limits.maxQueueSize = queue;
  if (size !== undefined) limits.maxExportBatchSize = size;
  if (delay !== undefined) limits.scheduledDelayMillis = delay;
  return limits;
}

function number(environment: NodeJS.ProcessEnv, name: string): number | undefined {
  const text = environment[name];
  if (text === undefined || text === '') return undefined;
  const value = Number(text);
  if (!Number.isFinite(value) || value < 0) throw new Error(`${name}: "${text}" is no number from 0 upwards`);
  return value;
}
