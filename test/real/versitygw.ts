import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { freePort } from '../loopback/port';
import { ServerProcess } from './server-process';

/** Credentials of the servers that the tests start. */
export const CREDENTIALS = { accessKeyId: 'test', secretAccessKey: 'testsecret' };

/** An S3 server (versitygw, files as storage) on a free loopback port. */
export class Versitygw {
  readonly endpoint: string;
  private readonly folder: string;
  private readonly process: ServerProcess;

  private constructor(endpoint: string, folder: string, process: ServerProcess) {
    this.endpoint = endpoint;
    this.folder = folder;
    this.process = process;
  }

  /** @throws where it is not installed, or does not answer in time */
  static async start(): Promise<Versitygw> {
    const address = `127.0.0.1:${await freePort()}`;
    const endpoint = `http://${address}`;
    const folder = mkdtempSync(path.join(tmpdir(), 'tracewarden-s3-'));
    const objects = path.join(folder, 'objects');
    const metadata = path.join(folder, 'metadata');
    for (const made of [objects, metadata]) mkdirSync(made);
    // Metadata is kept beside the objects, since not every file system has extended attributes.
    const options = ['--port', address, '--quiet', 'posix', '--sidecar', metadata, objects];
    const process = await ServerProcess.start('versitygw', options, endpoint, {
      stdio: ['ignore', 'ignore', 'inherit'],
      env: { ROOT_ACCESS_KEY: CREDENTIALS.accessKeyId, ROOT_SECRET_KEY: CREDENTIALS.secretAccessKey },
    });
    return new Versitygw(endpoint, folder, process);
  }

  /** What any client of the SDK needs to talk to it. */
  get client() {
    return {
      endpoint: this.endpoint,
      region: 'us-east-1',
      credentials: CREDENTIALS,
      forcePathStyle: true,
    };
  }

  /** Ends the server at once, as if it had died; what it stores stays. */
  kill(): Promise<void> {
    return this.process.kill();
  }

  /** Ends the server and removes what it stores. */
  async stop(): Promise<void> {
    await this.kill();
    rmSync(this.folder, { recursive: true, force: true });
  }
}
