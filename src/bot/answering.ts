/**
 * Interactions whose first answer is still being written. The worker may be faster than our “asked …”; without this
 * the projector's real answer could be overwritten by it. One bot process serves a server, so memory is enough.
 */
export class Answering {
  readonly #open = new Map<string, Promise<unknown>>();

  /** Remembers the interaction until `work` has settled. */
  async during<T>(interactionId: string, work: Promise<T>): Promise<T> {
    this.#open.set(interactionId, work);
    try {
      return await work;
    } finally {
      this.#open.delete(interactionId);
    }
  }

  /** Resolves when nobody is answering it (any more); never rejects. */
  async settled(interactionId: string): Promise<void> {
    await Promise.allSettled([this.#open.get(interactionId)]);
  }
}
