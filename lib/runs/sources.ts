import type { EffectiveConfig } from '../config/effective';
import { ConfigError } from '../config/error';
import { sourceName } from '../config/runs';
import type { SourceSetting } from '../config/source-setting';
import { folderPrefix } from '../model/prefix';

/** Archives keep what was, live sources are asked while they run. */
export type SourceKind = 'archive' | 'live';

/** A source with the name by which its windows, reports and metrics go. */
export interface NamedSource {
  readonly name: string;
  readonly kind: SourceKind;
  readonly setting: SourceSetting;
}

/** Where the archive of a bucket is: in a folder, also where its prefix is written without the slash. */
export function archiveAddress(bucket: string, prefix: string): string {
  return `s3://${bucket}/${folderPrefix(prefix)}`;
}

/** Addresses of servers that are asked for traces. */
const LIVE = /^tempo\+https?:/i;

/**
 * The sources by name.
 * @throws ConfigError where two have one name, or one is standard input
 */
export function namedSources(config: EffectiveConfig): NamedSource[] {
  const sources = config.sources.map((setting): NamedSource => {
    if (setting.source === '-')
      throw ConfigError.of('sources: standard input cannot be audited on a schedule');
    const kind = LIVE.test(setting.source) ? 'live' : 'archive';
    return { name: sourceName(setting), kind, setting };
  });
  const names = sources.map(({ name }) => name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) {
    throw ConfigError.of(`sources: two have the name ${twice}; give each a name of its own (name: ...)`);
  }
  return sources;
}
