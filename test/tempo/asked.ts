import type { IncomingHttpHeaders } from 'node:http';
import type { Endpoint } from './faults';

/** A request that came. */
export interface AskedRequest {
  readonly method: string;
  readonly path: string;
  readonly parameters: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  /** Null: a path that the server does not know. */
  readonly endpoint: Endpoint | null;
}

/** What a stand-in was asked, for tests to look at. */
export class Asked {
  readonly requests: AskedRequest[] = [];
  /** Requests that are being answered now, and the most at any time. */
  open = 0;
  mostOpen = 0;

  /** Notes a request as begun. */
  begin(request: AskedRequest): void {
    this.requests.push(request);
    this.open++;
    this.mostOpen = Math.max(this.mostOpen, this.open);
  }

  /** Notes that one was answered, or its connection lost. */
  finish(): void {
    this.open--;
  }

  /** The requests of one endpoint, in order. */
  of(endpoint: Endpoint): AskedRequest[] {
    return this.requests.filter((request) => request.endpoint === endpoint);
  }
}
