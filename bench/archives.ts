import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type ArchiveOptions, DEFAULT_ARCHIVE } from './archive/options';
import type { Counts } from './jobs/job';
import { runJob } from './measure';

/** An archive on disk and what is true of it. */
export interface Archive {
  readonly directory: string;
  readonly truth: Counts;
}

/** Makes archives when they are first asked for, in a folder of its own. */
export class Archives {
  private readonly folder: string;
  private readonly note: (message: string) => void;
  private readonly made = new Map<string, Promise<Archive>>();

  private constructor(folder: string, note: (message: string) => void) {
    this.folder = folder;
    this.note = note;
  }

  /** @param parent folder that has room for about 12 GB */
  static async open(parent: string, note: (message: string) => void): Promise<Archives> {
    return new Archives(await mkdtemp(join(parent, 'tracewarden-bench-')), note);
  }

  get(options: Partial<ArchiveOptions>): Promise<Archive> {
    const all = { ...DEFAULT_ARCHIVE, ...options };
    const key = JSON.stringify(all);
    const known = this.made.get(key) ?? this.make(all);
    this.made.set(key, known);
    return known;
  }

  async remove(): Promise<void> {
    await rm(this.folder, { recursive: true, force: true });
  }

  private async make(options: ArchiveOptions): Promise<Archive> {
    const directory = join(this.folder, String(this.made.size + 1));
    // In a process of its own: see runJob.
    const { counts, millis } = await runJob({ kind: 'generate', directory, options });
    const megabytes = (bytes: number) => `${Math.round(bytes / 1e6)} MB`;
    const { spansWritten = 0, storedBytes = 0, decodedBytes = 0 } = counts;
    this.note(
      `made ${options.format}, ${options.compression}, ${options.attributes} attributes: ` +
        `${spansWritten.toLocaleString('en-US')} spans, ${megabytes(storedBytes)} (${megabytes(decodedBytes)} decoded) ` +
        `in ${(millis / 1000).toFixed(1)} s`,
    );
    return { directory, truth: counts };
  }
}
