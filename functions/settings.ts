import { z } from 'zod';
import { CHECK_IDS } from '../lib/checks';
import { type EffectiveConfig, effectiveConfig } from '../lib/config/effective';
import { loadConfig } from '../lib/config/load';
import type { SourceSetting } from '../lib/config/source-setting';
import { archiveAddress } from '../lib/runs/sources';

const MEGABYTE = 1 << 20;
/** Of the function's memory, what spans may take: the rest is for reading, the checks and Node itself. */
const SHARE_FOR_SPANS = 0.4;

/** What the stack tells a function beside tracewarden.yml: serverless.yml and deploy/environment.yml. */
const environmentSchema = z.object({
  TRACEWARDEN_ENVIRONMENT: z.string().min(1),
  TRACEWARDEN_NAMESPACE: z.string().min(1),
  TRACEWARDEN_REPORTS: z.string().min(1),
  TRACEWARDEN_TOPIC: z.string(),
  TRACEWARDEN_ARCHIVE_BUCKET: z.string(),
  TRACEWARDEN_ARCHIVE_PREFIX: z.string(),
  TRACEWARDEN_TEMPO_URL: z.string(),
  TRACEWARDEN_TEMPO_TOKEN_FROM: z.string(),
  AWS_LAMBDA_FUNCTION_MEMORY_SIZE: z.coerce.number().positive(),
});

/** A variable that the stack sets is missing or wrong: the function runs elsewhere than it was made for. */
export class EnvironmentError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'EnvironmentError';
  }
}

/** What a function works with. */
export interface FunctionSettings {
  readonly config: EffectiveConfig;
  readonly environment: string;
  /** Bucket of reports and state. */
  readonly reports: string;
  readonly namespace: string;
  /** ARN of the topic of notices. */
  readonly topic: string;
  /** Where the token for Tempo is kept, such as `ssm:/tempo`; null: there is none. */
  readonly tempoTokenFrom: string | null;
}

/**
 * The settings: tracewarden.yml as it was packaged, and over it what the stack says of sources, names and places.
 * @throws EnvironmentError where the stack's variables are missing
 * @throws ConfigError where tracewarden.yml is wrong
 */
export async function loadSettings(
  variables: Readonly<Record<string, string | undefined>> = process.env,
): Promise<FunctionSettings> {
  const stack = parseEnvironment(variables);
  const { config: file } = await loadConfig(undefined, process.cwd(), CHECK_IDS);
  const base = effectiveConfig(file);
  const environment = stack.TRACEWARDEN_ENVIRONMENT;
  const reports = stack.TRACEWARDEN_REPORTS;
  const namespace = stack.TRACEWARDEN_NAMESPACE;
  const { runs } = base;
  const config: EffectiveConfig = {
    ...base,
    sources: sourcesOf(base.sources, stack),
    threads: base.threads === 'auto' ? 1 : base.threads,
    maxMemory:
      base.maxMemory === 'auto'
        ? Math.floor(stack.AWS_LAMBDA_FUNCTION_MEMORY_SIZE * MEGABYTE * SHARE_FOR_SPANS)
        : base.maxMemory,
    runs: {
      ...runs,
      environment,
      report: { ...runs.report, bucket: reports, prefix: '' },
      metrics: { ...runs.metrics, namespace },
    },
  };
  const tempoTokenFrom = stack.TRACEWARDEN_TEMPO_TOKEN_FROM;
  return {
    config,
    environment,
    reports,
    namespace,
    topic: stack.TRACEWARDEN_TOPIC,
    tempoTokenFrom: tempoTokenFrom === '' ? null : tempoTokenFrom,
  };
}

type Stack = z.infer<typeof environmentSchema>;

function parseEnvironment(variables: Readonly<Record<string, string | undefined>>): Stack {
  const parsed = environmentSchema.safeParse(variables);
  if (parsed.success) return parsed.data;
  const names = parsed.error.issues.map(({ path }) => path.join('.'));
  throw new EnvironmentError(
    `these variables are missing or wrong: ${names.join(', ')}; locally, use serverless invoke local --stage local`,
  );
}

/**
 * The archive and the Tempo that the stack names. What else is said of them (time zone of keys, tenant, ...) is what
 * tracewarden.yml says of the sources named `archive` and `live`.
 */
function sourcesOf(own: readonly SourceSetting[], stack: Stack): readonly SourceSetting[] {
  const bucket = stack.TRACEWARDEN_ARCHIVE_BUCKET;
  const archive = bucket === '' ? '' : archiveAddress(bucket, stack.TRACEWARDEN_ARCHIVE_PREFIX);
  const tempo = stack.TRACEWARDEN_TEMPO_URL === '' ? '' : `tempo+${stack.TRACEWARDEN_TEMPO_URL}`;
  return [
    ['archive', archive],
    ['live', tempo],
  ].flatMap(([name = '', source = '']) => {
    if (source === '') return [];
    const said = own.find((setting) => setting.name === name);
    return [{ ...PLAIN_SOURCE, ...said, name, source }];
  });
}

const PLAIN_SOURCE = { endpointUrl: null, region: null, partitionTimezone: 'UTC' } as const;
