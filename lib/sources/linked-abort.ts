/**
 * A signal of one's own that follows another: it can be ended early, and leaves no listener on the other one behind,
 * which lives as long as the audit.
 */
export class LinkedAbort implements Disposable {
  private readonly controller = new AbortController();
  private readonly parent: AbortSignal;
  private readonly follow = () => this.controller.abort(this.parent.reason);

  constructor(parent: AbortSignal) {
    this.parent = parent;
    if (parent.aborted) this.follow();
    else parent.addEventListener('abort', this.follow, { once: true });
  }

  get signal(): AbortSignal {
    return this.controller.signal;
  }

  /** Ends what still goes on under the signal. */
  [Symbol.dispose](): void {
    this.parent.removeEventListener('abort', this.follow);
    this.controller.abort();
  }
}
