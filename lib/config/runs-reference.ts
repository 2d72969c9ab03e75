import type { ConfigField } from './config-field';
import { RUN_DEFAULTS } from './runs';
import {
  BUCKET_FORMS,
  CATCH_UP_FORMS,
  KMS_FORMS,
  NAME_FORMS,
  NAMESPACE_FORMS,
  PREFIX_FORMS,
  REPORT_URL_FORMS,
  SERVICES_FORMS,
  TRIES_FORMS,
  WINDOW_FORMS,
} from './runs-schema';
import { formatDuration } from './units';

/** The name of a source; stands among the other fields of a source. */
export const SOURCE_NAME_FIELD = field(
  'sources[].name',
  NAME_FORMS,
  'made of the address',
  'Its name in metrics, keys of reports and messages. State is kept by it: a new name begins anew.',
);

/** The fields about scheduled runs, in the order of the file. */
export const RUN_CONFIG_FIELDS: readonly ConfigField[] = [
  field(
    'environment',
    NAME_FORMS,
    RUN_DEFAULTS.environment,
    'Tells deployments apart in metrics and messages.',
  ),
  field('report.bucket', BUCKET_FORMS, 'required for scheduled runs', 'Where reports and state are kept.'),
  field('report.prefix', PREFIX_FORMS, 'none', 'Before every key in it.'),
  field('report.url', REPORT_URL_FORMS, 'no links', 'Links to reports; `{bucket}` stands for the bucket.'),
  field('report.kmsKeyId', KMS_FORMS, "S3's own keys", 'What encrypts reports and state.'),
  field('metrics.namespace', NAMESPACE_FORMS, RUN_DEFAULTS.namespace, 'Namespace of the metrics.'),
  field(
    'metrics.maxServices',
    SERVICES_FORMS,
    String(RUN_DEFAULTS.maxServices),
    'So many services, the worst of a window, have metrics of their own.',
  ),
  field(
    'metrics.services[]',
    'the name of a service',
    'none',
    'Services that always have metrics of their own.',
  ),
  field(
    'schedule.archiveWindow',
    WINDOW_FORMS,
    formatDuration(RUN_DEFAULTS.archiveWindow),
    'Length of the windows in which archives are audited.',
  ),
  field(
    'schedule.liveWindow',
    WINDOW_FORMS,
    formatDuration(RUN_DEFAULTS.liveWindow),
    'Length of the windows in which live sources are audited.',
  ),
  field(
    'schedule.maxCatchUp',
    CATCH_UP_FORMS,
    formatDuration(RUN_DEFAULTS.maxCatchUp),
    'After an outage, windows that ended longer ago are reported as not audited.',
  ),
  field(
    'schedule.maxTries',
    TRIES_FORMS,
    String(RUN_DEFAULTS.maxTries),
    'A window that fails so often is given up and reported.',
  ),
];

function field(path: string, accepts: string, byDefault: string, meaning: string): ConfigField {
  return { path, accepts, default: byDefault, meaning };
}
