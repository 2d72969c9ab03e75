import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import { send } from '../http/plain';
import { serviceEnvironment } from './environment';
import type { Fault } from './faults';
import { MEMBERS, type Member, OUTSIDE } from './members';
import { Supervisor } from './supervisor';

const depth = z.object({ depth: z.number() });

export interface ShopOptions {
  /** The OTLP endpoint for a role. */
  readonly endpoint: (role: string) => string;
  readonly ledgers: string;
  readonly faults: readonly Fault[];
  readonly died: (error: Error) => void;
}

/** The running system: all its processes, and how they begin and end. */
export class Shop {
  readonly #options: ShopOptions;
  readonly #supervisor: Supervisor;
  readonly #addresses = new Map<string, URL>();
  #lives = 0;

  constructor(options: ShopOptions) {
    this.#options = options;
    this.#supervisor = new Supervisor(options.died);
  }

  async start(): Promise<void> {
    for (const role of OUTSIDE) await this.#listenAt(role, this.#supervisor.start(role, {}));
    for (const member of MEMBERS) await this.#startMember(member);
  }

  address(role: string): URL {
    const url = this.#addresses.get(role);
    if (url === undefined) throw new Error(`"${role}" has not been started`);
    return url;
  }

  /** Kills a service as a crash would and starts it anew, under a new service.instance.id. */
  async crash(role: string): Promise<void> {
    const member = MEMBERS.find((candidate) => candidate.role === role);
    if (member === undefined) throw new Error(`the shop has no service "${role}"`);
    await this.#supervisor.stop(role, 'SIGKILL');
    await this.#startMember(member);
  }

  /** Waits until every message is processed and acknowledged. */
  async drained(stop: AbortSignal): Promise<void> {
    for (;;) {
      const reply = await send({ method: 'GET', url: new URL('/depth', this.address('broker')) });
      if (depth.parse(reply.body).depth === 0) return;
      await delay(100, undefined, { signal: stop });
    }
  }

  /** Stops everything: callers before callees, so that no request meets a closed door. */
  async stop(): Promise<void> {
    for (const { role } of [...MEMBERS].reverse()) {
      const crashing = this.#options.faults.some((fault) => fault.role === role && fault.killedEverySeconds);
      await this.#supervisor.stop(role, crashing ? 'SIGKILL' : 'SIGTERM');
    }
    await this.#supervisor.killAll();
  }

  /** Ends every process at once. */
  killAll(): Promise<void> {
    return this.#supervisor.killAll();
  }

  async #startMember(member: Member): Promise<void> {
    const { endpoint, ledgers, faults } = this.#options;
    const environment = serviceEnvironment(member, {
      endpoint: endpoint(member.role),
      addresses: this.#addresses,
      ledger: join(ledgers, `${member.role}-${++this.#lives}.jsonl`),
      faults,
    });
    await this.#listenAt(member.role, this.#supervisor.start(member.role, environment));
  }

  async #listenAt(role: string, port: Promise<number>): Promise<void> {
    this.#addresses.set(role, new URL(`http://${role}.shop.internal:${await port}`));
  }
}
