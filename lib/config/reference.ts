import { ALERTING_CONFIG_FIELDS } from './alerting-reference';
import { APPLICABLE_FORMS, FAIL_ON_FORMS, MEMORY_FORMS, SAMPLE_FORMS, THREADS_FORMS } from './choices';
import type { ConfigField } from './config-field';
import { DEFAULTS } from './effective';
import { INSTANT_FORMS } from './instant';
import { RUN_CONFIG_FIELDS, SOURCE_NAME_FIELD } from './runs-reference';
import { TEMPO_FIELDS } from './tempo-source';
import { SEVERITY_LIMITS } from './thresholds-schema';
import { DURATION_FORMS, formatBytes, formatDuration, SHARE_FORMS, SIZE_FORMS } from './units';

const NAME = 'a service name; `*` stands for any part of it';
const NOTHING = 'none';
const REQUIRED = 'required';

/** All fields, in the order of the file. A test holds the list equal to the schema. */
export const CONFIG_FIELDS: readonly ConfigField[] = [
  field(
    'sources[]',
    'a path, a glob, an `s3://bucket/prefix`, a `tempo+https://host/prefix`, `-` for standard input, or a map as below',
    REQUIRED,
    'Where the traces are. Sources on the command line take their place.',
  ),
  field('sources[].source', 'as above', REQUIRED, 'The source, where it needs one of the next fields.'),
  field('sources[].endpointUrl', 'an http or https address', 'that of AWS', 'Another S3 server.'),
  field('sources[].region', 'a region such as `eu-central-1`', "the environment's", 'Region of the bucket.'),
  field(
    'sources[].partitionTimezone',
    'an IANA time zone',
    DEFAULTS.partitionTimezone,
    'In which time the keys `year=/month=/day=/hour=/minute=` are written.',
  ),
  SOURCE_NAME_FIELD,
  ...TEMPO_FIELDS,
  field('window.last', DURATION_FORMS, 'no window', 'Judge the traces that began in the time before now.'),
  field('window.from', INSTANT_FORMS, 'no window', 'Judge the traces that began from then on.'),
  field('window.to', INSTANT_FORMS, '`now`', 'And before then.'),
  field(
    'settle',
    DURATION_FORMS,
    formatDuration(DEFAULTS.settle),
    'A trace with a span this close to the end of what was read is not judged yet.',
  ),
  field(
    'margin.before',
    DURATION_FORMS,
    formatDuration(DEFAULTS.margin.before),
    'Read so much before the window. `margin: 15m` sets both sides.',
  ),
  field(
    'margin.after',
    DURATION_FORMS,
    formatDuration(DEFAULTS.margin.after),
    'Read so much after the window: the longest trace, and late uploads.',
  ),
  field(
    'sample',
    SAMPLE_FORMS,
    DEFAULTS.sample,
    'Share of the traces to audit. `auto`: all, and fewer once they do not fit into memory.',
  ),
  field(
    'maxMemory',
    MEMORY_FORMS,
    DEFAULTS.maxMemory,
    'Memory for spans. `auto`: 60 % of what the process may use.',
  ),
  field(
    'maxObjectSize',
    SIZE_FORMS,
    formatBytes(DEFAULTS.maxObjectSize),
    'The most that an object is decompressed to, and the largest document; plain files may be larger.',
  ),
  field(
    'threads',
    THREADS_FORMS,
    DEFAULTS.threads,
    'Threads that read and judge. `auto`: one for each processor, where it is worth it.',
  ),
  field(
    'minApplicable',
    APPLICABLE_FORMS,
    String(DEFAULTS.minApplicable),
    'No finding from fewer units is a warning or an error.',
  ),
  field('failOn', FAIL_ON_FORMS, DEFAULTS.failOn, 'The severity from which on a run exits with 1.'),
  field(
    'services[]',
    NAME,
    'all',
    'Report these services only. Where none of them was seen, the verdict is unknown.',
  ),
  field(
    'checks[]',
    'the ID of a check',
    'all',
    'Run these checks only; `source-mismatch`, which compares two sources, is none of them. Of Tempo blocks no more is fetched than they need.',
  ),
  field(
    'thresholds.default.error',
    SHARE_FORMS,
    String(DEFAULTS.thresholds.error),
    "A finding is an error where the low bound of its rate's 95 % interval is above this.",
  ),
  field(
    'thresholds.default.warning',
    SHARE_FORMS,
    String(DEFAULTS.thresholds.warning),
    'The same for a warning.',
  ),
  ...limits('thresholds.checks.<check>', 'for one check'),
  ...limits(
    'thresholds.checks.<check>.services.<service>',
    'for one check and the services of that name (`*` allowed); the first that matches counts',
  ),
  field(
    'exemptions[].check',
    'the ID of a check',
    REQUIRED,
    'A declared exception: what this check finds is counted as exempt.',
  ),
  field('exemptions[].service', NAME, 'this or `edge`', 'For which service.'),
  field('exemptions[].edge.from', NAME, 'this or `service`', 'For which calls: the caller.'),
  field('exemptions[].edge.to', NAME, 'this or `service`', 'For which calls: the callee.'),
  field('exemptions[].reason', 'a text', REQUIRED, 'Why, for those who read it later.'),
  field(
    'exemptions[].until',
    'a day such as `2026-12-31`',
    REQUIRED,
    'Its last day, UTC. Afterwards it is reported as expired.',
  ),
  field('edges[].from', 'a service name', REQUIRED, 'A call that is known to happen: the caller.'),
  field('edges[].to', 'a service name', REQUIRED, 'The callee.'),
  field(
    'edges[].peer',
    "the callee's address",
    NOTHING,
    "As the caller's spans name it, such as `cart:8080`.",
  ),
  ...ALERTING_CONFIG_FIELDS,
  ...RUN_CONFIG_FIELDS,
];

function field(path: string, accepts: string, byDefault: string, meaning: string): ConfigField {
  return { path, accepts, default: byDefault, meaning };
}

function limits(path: string, whom: string): ConfigField[] {
  return [
    field(`${path}.error`, SHARE_FORMS, 'as for all', `The threshold for an error, ${whom}.`),
    field(`${path}.warning`, SHARE_FORMS, 'as for all', `The threshold for a warning, ${whom}.`),
    field(
      `${path}.severity`,
      SEVERITY_LIMITS.join(', '),
      "the check's own",
      `The worst severity, ${whom}. \`off\`: not reported at all.`,
    ),
  ];
}

/**
 * docs/configuration.md.
 * @param example text of the commented example file
 */
export function configReference(example: string): string {
  const rows = CONFIG_FIELDS.map(
    ({ path, accepts, default: byDefault, meaning }) =>
      `| \`${path}\` | ${meaning} | ${accepts} | ${byDefault} |`,
  );
  return [
    '# Configuration',
    '<!-- Made by `npm run docs` from lib/config. -->',
    'Settings live in `tracewarden.yml` (or `.yaml`) in the folder where tracewarden runs, or in the file that `--config` names. Flags win over the file, the file over the defaults. `tracewarden config check` tells all mistakes at once, each with its line, and prints the values in force with where each comes from.',
    '## Example',
    `\`\`\`yaml\n${example.trimEnd()}\n\`\`\``,
    '## Fields',
    ['| Field | Meaning | Accepts | Default |', '| --- | --- | --- | --- |', ...rows].join('\n'),
    'Unknown fields are mistakes. So are two keys of one name, empty values and check IDs that do not exist.',
  ]
    .join('\n\n')
    .concat('\n');
}
