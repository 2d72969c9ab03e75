import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout } from 'node:timers/promises';
import { findServer } from './servers';
import { CREDENTIALS, freePort } from './versitygw';

const START_LIMIT = 60_000;
const POLL = 100;

/** CloudWatch, SNS, SQS, SSM, Secrets Manager and more (moto) on a free loopback port; all in memory. */
export class Moto {
  readonly port: number;
  private readonly process: ChildProcess;

  private constructor(port: number, process: ChildProcess) {
    this.port = port;
    this.process = process;
  }

  /** @throws where it is not installed, or does not answer in time */
  static async start(): Promise<Moto> {
    const program = findServer('moto_server');
    if (program === null) throw new Error('moto is not installed: scripts/install-servers.sh');
    const port = await freePort();
    const process = spawn(program, ['-H', '127.0.0.1', '-p', String(port)], { stdio: 'ignore' });
    const server = new Moto(port, process);
    await server.answers();
    return server;
  }

  get endpoint(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** What any client of the SDK needs to talk to it. */
  get client() {
    return { endpoint: this.endpoint, region: 'us-east-1', credentials: CREDENTIALS };
  }

  async stop(): Promise<void> {
    if (this.process.exitCode !== null || this.process.signalCode !== null) return;
    const ended = once(this.process, 'exit');
    this.process.kill('SIGKILL');
    await ended;
  }

  private async answers(): Promise<void> {
    const deadline = performance.now() + START_LIMIT;
    while (performance.now() < deadline) {
      if (this.process.exitCode !== null) throw new Error(`moto ended with ${this.process.exitCode}`);
      const isUp = await fetch(`${this.endpoint}/moto-api/`).then(
        () => true,
        () => false,
      );
      if (isUp) return;
      await setTimeout(POLL);
    }
    await this.stop();
    throw new Error(`moto did not answer within ${START_LIMIT} ms`);
  }
}
