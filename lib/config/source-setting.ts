import type { TempoSetting } from './tempo-source';

/** A source with everything needed to reach it. */
export interface SourceSetting extends TempoSetting {
  readonly source: string;
  readonly endpointUrl: string | null;
  readonly region: string | null;
  readonly partitionTimezone: string;
  /** Its name in metrics, keys and messages, where one is given. */
  readonly name?: string;
}
