import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { findServer } from './servers';

/** Credentials of the servers that the tests start. */
export const CREDENTIALS = { accessKeyId: 'test', secretAccessKey: 'testsecret' };

const START_LIMIT = 30_000;
const POLL = 50;

/** An S3 server (versitygw, files as storage) on a free loopback port. */
export class Versitygw {
  readonly port: number;
  private readonly folder: string;
  private readonly process: ChildProcess;

  private constructor(port: number, folder: string, process: ChildProcess) {
    this.port = port;
    this.folder = folder;
    this.process = process;
  }

  /** @throws where it is not installed, or does not answer in time */
  static async start(): Promise<Versitygw> {
    const port = await freePort();
    const folder = mkdtempSync(path.join(tmpdir(), 'tracewarden-s3-'));
    const server = new Versitygw(port, folder, run(port, folder));
    await server.answers();
    return server;
  }

  get endpoint(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** Ends the server at once, as if it had died; what it stores stays. */
  async kill(): Promise<void> {
    if (this.process.exitCode !== null || this.process.signalCode !== null) return;
    const ended = once(this.process, 'exit');
    this.process.kill('SIGKILL');
    await ended;
  }

  /** Ends the server and removes what it stores. */
  async stop(): Promise<void> {
    await this.kill();
    rmSync(this.folder, { recursive: true, force: true });
  }

  private async answers(): Promise<void> {
    const deadline = performance.now() + START_LIMIT;
    while (performance.now() < deadline) {
      if (this.process.exitCode !== null) throw new Error(`versitygw ended with ${this.process.exitCode}`);
      const isUp = await fetch(this.endpoint).then(
        () => true,
        () => false,
      );
      if (isUp) return;
      await setTimeout(POLL);
    }
    await this.stop();
    throw new Error(`versitygw did not answer within ${START_LIMIT} ms`);
  }
}

/** Metadata is kept beside the objects, since not every file system has extended attributes. */
function run(port: number, folder: string): ChildProcess {
  const program = findServer('versitygw');
  if (program === null) throw new Error('versitygw is not installed: scripts/install-servers.sh');
  for (const name of ['objects', 'metadata']) mkdirSync(path.join(folder, name));
  const options = ['--port', `127.0.0.1:${port}`, '--quiet'];
  const storage = ['posix', '--sidecar', path.join(folder, 'metadata'), path.join(folder, 'objects')];
  return spawn(program, [...options, ...storage], {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ROOT_ACCESS_KEY: CREDENTIALS.accessKeyId, ROOT_SECRET_KEY: CREDENTIALS.secretAccessKey },
  });
}

/** A loopback port that nothing listens on. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no port was given');
  return address.port;
}
