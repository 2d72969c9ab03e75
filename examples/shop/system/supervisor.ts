import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { z } from 'zod';

const ready = z.object({ port: z.number() });

/** Starts and stops the shop's processes. */
export class Supervisor {
  readonly #children = new Map<string, ChildProcess>();
  readonly #died: (error: Error) => void;

  /** `died` is told of a process that ends without being asked to. */
  constructor(died: (error: Error) => void) {
    this.#died = died;
  }

  /** Returns the port on which the process serves. */
  async start(role: string, environment: Readonly<Record<string, string>>): Promise<number> {
    const child = spawn(process.execPath, [join(__dirname, '..', 'process.js'), role], {
      // Beside the service's own environment only where its modules are.
      env: { ...environment, NODE_PATH: process.env['NODE_PATH'] ?? '' },
      // The SDK's default service name has it: the name alone, not the path that was started.
      argv0: 'node',
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    });
    this.#children.set(role, child);
    child.once('exit', (code, signal) => {
      if (this.#children.get(role) !== child) return;
      this.#children.delete(role);
      this.#died(new Error(`${role} ended by itself (${signal ?? `exit code ${code}`})`));
    });
    const [message] = await Promise.race([
      once(child, 'message'),
      once(child, 'exit').then(() => Promise.reject(new Error(`${role} did not start`))),
    ]);
    return ready.parse(message).port;
  }

  async stop(role: string, signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
    const child = this.#children.get(role);
    if (child === undefined) return;
    this.#children.delete(role);
    const exited = once(child, 'exit');
    child.kill(signal);
    const [code] = await exited;
    if (signal === 'SIGTERM' && code !== 0)
      throw new Error(`${role} did not stop properly (exit code ${code})`);
  }

  async killAll(): Promise<void> {
    await Promise.all([...this.#children.keys()].map((role) => this.stop(role, 'SIGKILL')));
  }
}
