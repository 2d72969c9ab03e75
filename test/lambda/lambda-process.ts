import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Readable } from 'node:stream';
import { pathToFileURL } from 'node:url';
import { TOP } from '../deploy/top';
import type { ZipEntry } from '../deploy/zip';
import { type Answer, type Invocation, RuntimeApi } from './runtime-api';

const CLIENT = path.join(TOP, 'node_modules/aws-lambda-ric/index.mjs');
const HOOKS = pathToFileURL(path.join(TOP, 'test/lambda/runtime-hooks.mjs')).href;

/** A function as it is deployed. */
export interface DeployedFunction {
  readonly name: string;
  /** What is in its zip. */
  readonly files: readonly ZipEntry[];
  /** As in the template, e.g. `functions/alert.handler`. */
  readonly handler: string;
  readonly environment: Readonly<Record<string, string>>;
}

/**
 * A packaged function under the real runtime client, in a process of its own that has nothing but what is in the zip
 * and in its environment.
 */
export class LambdaProcess {
  private readonly api = new RuntimeApi();
  private readonly folder = mkdtempSync(path.join(tmpdir(), 'tracewarden-lambda-'));
  private child: ChildProcessByStdio<null, Readable, Readable> | null = null;
  private output = '';

  private constructor() {
    mkdirSync(path.join(this.folder, 'task'));
    mkdirSync(path.join(this.folder, 'tmp'));
  }

  static async start(deployed: DeployedFunction): Promise<LambdaProcess> {
    const started = new LambdaProcess();
    await started.begin(deployed);
    return started;
  }

  /** Everything that the function wrote. */
  get logs(): string {
    return this.output;
  }

  /** Resident memory, bytes. Source: proc(5), VmRSS of /proc/pid/status. */
  get memory(): number {
    const status = readFileSync(`/proc/${this.child?.pid}/status`, 'utf8');
    return Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1]) * 1024;
  }

  invoke(event: unknown, invocation: Invocation = {}): Promise<Answer> {
    return this.api.invoke(event, invocation);
  }

  /** Ends the process at once, as Lambda does when the time is over; whoever waits is answered `gone`. */
  async kill(): Promise<void> {
    const { child } = this;
    if (child === null || child.exitCode !== null || child.signalCode !== null) return;
    const closed = once(child, 'close');
    child.kill('SIGKILL');
    await closed;
  }

  async stop(): Promise<void> {
    await this.kill();
    await this.api.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }

  private async begin({ name, files, handler, environment }: DeployedFunction): Promise<void> {
    this.api.ahead = Number(environment.TEST_CLOCK_OFFSET ?? 0);
    const task = path.join(this.folder, 'task');
    for (const entry of files) {
      const file = path.join(task, entry.name);
      mkdirSync(path.dirname(file), { recursive: true });
      writeFileSync(file, entry.bytes);
    }
    const child = spawn(process.execPath, ['--import', HOOKS, CLIENT], {
      cwd: task,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        AWS_LAMBDA_RUNTIME_API: await this.api.start(),
        AWS_LAMBDA_NODEJS_USE_ALTERNATIVE_CLIENT_1: 'true',
        AWS_LAMBDA_FUNCTION_NAME: name,
        AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
        AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '1769',
        AWS_LAMBDA_LOG_GROUP_NAME: `/aws/lambda/${name}`,
        AWS_LAMBDA_LOG_STREAM_NAME: 'test',
        LAMBDA_TASK_ROOT: task,
        _HANDLER: handler,
        TMPDIR: path.join(this.folder, 'tmp'),
        TZ: ':UTC',
        ...environment,
      },
    });
    this.child = child;
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (part: string) => (this.output += part));
    child.once('close', () => this.api.processEnded());
  }
}
