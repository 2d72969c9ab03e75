import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { KeptPackage } from './kept-packages';
import { TOP } from './top';

const FRAMEWORK = path.join(TOP, 'node_modules/serverless/bin/serverless.js');
/** What a deployment is made from. */
const PARTS = ['serverless.yml', 'deploy', 'functions', 'lib', 'package.json', 'tsconfig.json'];

/** Where packaging leaves what it makes. */
const MADE = '.serverless';

/** What a stage is deployed with. */
export interface StageOptions {
  readonly stage?: string;
  /** As on the command line: `--param 'name=value'`. */
  readonly params?: Readonly<Record<string, string>>;
  /** The text of tracewarden.yml; absent: there is none. */
  readonly config?: string;
}

/** What a command of the framework came to. */
export interface FrameworkRun {
  readonly code: number | null;
  readonly output: string;
}

/**
 * The service in a folder of its own, so that tests that package at the same time do not meet, and that what is
 * packaged does not depend on where.
 */
export class ServiceFolder {
  readonly folder = mkdtempSync(path.join(tmpdir(), 'tracewarden-service-'));
  private readonly options: StageOptions;

  constructor(options: StageOptions = {}) {
    this.options = options;
    for (const part of PARTS) cpSync(path.join(TOP, part), path.join(this.folder, part), { recursive: true });
    symlinkSync(path.join(TOP, 'node_modules'), path.join(this.folder, 'node_modules'));
    if (options.config !== undefined)
      writeFileSync(path.join(this.folder, 'tracewarden.yml'), options.config);
  }

  /** A command of the framework, without a cloud account. */
  async run(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<FrameworkRun> {
    const { stage = 'dev', params = {} } = this.options;
    const settings = Object.entries(params).flatMap(([name, value]) => ['--param', `${name}=${value}`]);
    const child = spawn(process.execPath, [FRAMEWORK, ...args, '--stage', stage, ...settings], {
      cwd: this.folder,
      env: { PATH: process.env['PATH'], HOME: this.folder, SLS_TELEMETRY_DISABLED: '1', CI: 'true', ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const [stdout, stderr] = await Promise.all([
      text(child.stdout),
      text(child.stderr),
      once(child, 'close'),
    ]);
    return { code: child.exitCode, output: stdout + stderr };
  }

  /** Packages the service. @throws with what the framework said where it fails */
  async package(): Promise<void> {
    const { code, output } = await this.run(['package']);
    if (code !== 0) throw new Error(output);
  }

  /** The same, or a copy of what another test of this run has packaged with the same options. */
  async packageOnce(): Promise<void> {
    const made = path.join(this.folder, MADE);
    const kept = new KeptPackage(this.options);
    if (kept.copyTo(made)) return;
    await this.package();
    kept.keep(made);
  }

  /** A file that packaging made, such as `alert.zip`. */
  made(name: string): Buffer {
    return readFileSync(path.join(this.folder, MADE, name));
  }

  /** The CloudFormation template as it would be deployed. */
  get template(): unknown {
    return JSON.parse(this.made('cloudformation-template-update-stack.json').toString('utf8'));
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
