import { freePort } from '../loopback/port';
import { ServerProcess } from './server-process';
import { CREDENTIALS } from './versitygw';

/** CloudWatch, SNS, SQS, SSM, Secrets Manager and more (moto) on a free loopback port; all in memory. */
export class Moto {
  readonly endpoint: string;
  private readonly process: ServerProcess;

  private constructor(endpoint: string, process: ServerProcess) {
    this.endpoint = endpoint;
    this.process = process;
  }

  /** @throws where it is not installed, or does not answer in time */
  static async start(): Promise<Moto> {
    const port = await freePort();
    const endpoint = `http://127.0.0.1:${port}`;
    const options = ['-H', '127.0.0.1', '-p', String(port)];
    const process = await ServerProcess.start('moto_server', options, `${endpoint}/moto-api/`, {
      stdio: 'ignore',
    });
    return new Moto(endpoint, process);
  }

  /** What any client of the SDK needs to talk to it. */
  get client() {
    return { endpoint: this.endpoint, region: 'us-east-1', credentials: CREDENTIALS };
  }

  stop(): Promise<void> {
    return this.process.kill();
  }
}
