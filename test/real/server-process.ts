import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout } from 'node:timers/promises';
import { findServer } from './servers';

const START_LIMIT = 60_000;
const POLL = 50;

/** A server that was installed, in a process of its own. */
export class ServerProcess {
  private readonly program: string;
  private readonly child: ChildProcess;

  private constructor(program: string, child: ChildProcess) {
    this.program = program;
    this.child = child;
  }

  /**
   * Starts a server, and waits until it answers.
   * @param url what it answers then, whatever the status
   * @throws where it is not installed, ends, or does not answer in time
   */
  static async start(
    program: string,
    options: readonly string[],
    url: string,
    spawning: SpawnOptions,
  ): Promise<ServerProcess> {
    const found = findServer(program);
    if (found === null) throw new Error(`${program} is not installed: scripts/install-servers.sh`);
    const started = new ServerProcess(program, spawn(found, options, spawning));
    await started.answers(url);
    return started;
  }

  /** Ends it at once, as if it had died. */
  async kill(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const ended = once(this.child, 'exit');
    this.child.kill('SIGKILL');
    await ended;
  }

  private async answers(url: string): Promise<void> {
    const deadline = performance.now() + START_LIMIT;
    while (performance.now() < deadline) {
      if (this.child.exitCode !== null) throw new Error(`${this.program} ended with ${this.child.exitCode}`);
      const isUp = await fetch(url).then(
        () => true,
        () => false,
      );
      if (isUp) return;
      await setTimeout(POLL);
    }
    await this.kill();
    throw new Error(`${this.program} did not answer within ${START_LIMIT} ms`);
  }
}
