import type { Corpus } from '../../model/corpus';
import { Kind } from '../../model/span';
import type { DeclaredEdge } from './edges';
import type { ServiceCounts } from './span-survey';

/** An address without a port that every process has: it says nothing of who is called. */
const LOOPBACK = /^(localhost|127(\.\d+){3}|\[?::1\]?)$/;

/** What the text of a peer (`orders:8080`) tells of the callee. Each peer's text is looked at once. */
export class PeerNames {
  private readonly corpus: Corpus;
  private readonly numberOf: ReadonlyMap<string, number>;
  private readonly answersCalls: (service: number) => boolean;
  private readonly declared = new Map<string, number>();
  private readonly named = new Map<number, number>();
  private readonly identifying = new Map<number, boolean>();

  constructor(corpus: Corpus, services: ServiceCounts, declared: readonly DeclaredEdge[]) {
    this.corpus = corpus;
    this.numberOf = new Map(corpus.services.map((name, number) => [name, number]));
    this.answersCalls = (service) => (services.kinds[service]! & (1 << Kind.SERVER)) !== 0;
    for (const { from, to, peer } of declared) {
      const caller = this.numberOf.get(from);
      const callee = this.numberOf.get(to);
      if (caller !== undefined && callee !== undefined && peer)
        this.declared.set(`${caller} ${peer}`, callee);
    }
  }

  /** Whether the peer tells one callee from another. */
  identifies(peer: number): boolean {
    const known = this.identifying.get(peer);
    if (known !== undefined) return known;
    const identifies = peer !== 0 && !LOOPBACK.test(this.corpus.strings.text(peer) ?? '');
    this.identifying.set(peer, identifies);
    return identifies;
  }

  /** The service that the config declares behind the peer when `caller` calls it, or -1. */
  declaredCallee(caller: number, peer: number): number {
    if (this.declared.size === 0) return -1;
    return this.declared.get(`${caller} ${this.corpus.strings.text(peer)}`) ?? -1;
  }

  /** The service with SERVER spans whose name the peer's host has: `orders` for `orders.shop.svc:8080`; or -1. */
  serviceNamed(peer: number): number {
    let known = this.named.get(peer);
    if (known === undefined) {
      known = this.findNamed(this.corpus.strings.text(peer) ?? '');
      this.named.set(peer, known);
    }
    return known;
  }

  private findNamed(peer: string): number {
    const host = peer.replace(/:\d*$/, '');
    for (const name of [host, host.split('.')[0]!]) {
      const service = this.numberOf.get(name);
      if (service !== undefined && this.answersCalls(service)) return service;
    }
    return -1;
  }
}
