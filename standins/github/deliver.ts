import { createHmac, randomUUID } from 'node:crypto';
import type { StandinClock } from './clock.ts';
import type { Hook, StoredRepository } from './repository.ts';

interface Attempt {
  readonly at: number;
  /** HTTP status; 0 where there was no answer in time. */
  readonly status: number;
  readonly answer: string;
  /** Milliseconds. */
  readonly took: number;
}

export interface StoredDelivery {
  /** The number in GitHub's API. */
  readonly id: number;
  /** X-GitHub-Delivery. */
  readonly guid: string;
  readonly event: string;
  readonly hook: Hook;
  readonly repository: StoredRepository;
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Asked for once more, by a person or by the API. */
  readonly redelivery: boolean;
  /** Made to be lost: GitHub believes it sent it. */
  readonly lost: boolean;
  readonly attempts: Attempt[];
}

/** GitHub waits this long for an answer and then counts the delivery as failed. */
const answerWithin = 10_000;
/** GitHub’s numbers are large, and grow. */
const firstId = 1_000_000;

/** Sends signed deliveries, and by script loses, doubles, delays and shuffles them. Never resends by itself, as GitHub. */
export class Deliveries {
  readonly all: StoredDelivery[] = [];
  readonly #clock: StandinClock;
  readonly #closing = new AbortController();
  readonly #underWay = new Set<Promise<void>>();
  #lose = 0;
  #double: { left: number; newId: boolean } = { left: 0, newId: false };
  #delay = { left: 0, milliseconds: 0 };
  #reorder: { left: number; seed: number; held: StoredDelivery[] } | undefined;

  constructor(clock: StandinClock) {
    this.#clock = clock;
  }

  /** The next `count` deliveries are recorded as sent and go nowhere. */
  lose(count: number): void {
    this.#lose += count;
  }

  /** The next `count` are sent twice, under the same id unless `newId`. */
  double(count: number, newId = false): void {
    this.#double = { left: count, newId };
  }

  delay(milliseconds: number, count: number): void {
    this.#delay = { left: count, milliseconds };
  }

  /** Holds the next `count`, then sends them one by one in an order that the seed decides. */
  reorder(count: number, seed: number): void {
    this.#reorder = { left: count, seed, held: [] };
  }

  send(repository: StoredRepository, hook: Hook, event: string, payload: object): StoredDelivery {
    const delivery = this.#make(repository, hook, event, payload, randomUUID());
    if (delivery.lost) return delivery;
    const batch = this.#reorder;
    if (batch !== undefined) {
      batch.held.push(delivery);
      if (batch.held.length >= batch.left) {
        this.#reorder = undefined;
        this.#track(this.#inOrder(shuffled(batch.held, batch.seed)));
      }
      return delivery;
    }
    let wait = 0;
    if (this.#delay.left > 0) {
      this.#delay.left -= 1;
      wait = this.#delay.milliseconds;
    }
    this.#track(this.#attempt(delivery, wait));
    if (this.#double.left > 0) {
      this.#double.left -= 1;
      const guid = this.#double.newId ? randomUUID() : delivery.guid;
      const twin = guid === delivery.guid ? delivery : this.#make(repository, hook, event, payload, guid);
      this.#track(this.#attempt(twin, wait));
    }
    return delivery;
  }

  /**
   * What “Redeliver” does: the same body and the same X-GitHub-Delivery once more, listed as a delivery of its own
   * (GitHub’s own script for failed deliveries looks through all that share a guid,
   * https://docs.github.com/en/webhooks/using-webhooks/automatically-redelivering-failed-deliveries-for-a-github-app-webhook).
   */
  redeliver(delivery: StoredDelivery): void {
    const again = { ...delivery, id: firstId + this.all.length, redelivery: true, lost: false, attempts: [] };
    this.all.push(again);
    this.#track(this.#attempt(again, 0));
  }

  /** Resolves when nothing is on its way. */
  async settled(): Promise<void> {
    while (this.#underWay.size > 0) await Promise.all(this.#underWay);
  }

  async close(): Promise<void> {
    this.#closing.abort();
    await this.settled();
  }

  #make(repository: StoredRepository, hook: Hook, event: string, payload: object, guid: string): StoredDelivery {
    const json = JSON.stringify(payload);
    const body = hook.contentType === 'json' ? json : new URLSearchParams({ payload: json }).toString();
    const sign = (algorithm: 'sha1' | 'sha256'): string =>
      `${algorithm}=${createHmac(algorithm, hook.secret).update(body).digest('hex')}`;
    const lost = this.#lose > 0;
    if (lost) this.#lose -= 1;
    const delivery: StoredDelivery = {
      id: firstId + this.all.length,
      guid,
      event,
      hook,
      repository,
      body,
      headers: {
        accept: '*/*',
        'content-type': hook.contentType === 'json' ? 'application/json' : 'application/x-www-form-urlencoded',
        'user-agent': 'GitHub-Hookshot/760256b',
        'x-github-delivery': guid,
        'x-github-event': event,
        'x-github-hook-id': String(hook.id),
        'x-github-hook-installation-target-id': String(repository.id),
        'x-github-hook-installation-target-type': 'repository',
        'x-hub-signature': sign('sha1'),
        'x-hub-signature-256': sign('sha256'),
      },
      redelivery: false,
      lost,
      attempts: [],
    };
    this.all.push(delivery);
    return delivery;
  }

  async #inOrder(list: readonly StoredDelivery[]): Promise<void> {
    for (const delivery of list) await this.#attempt(delivery, 0);
  }

  async #attempt(delivery: StoredDelivery, wait: number): Promise<void> {
    if (wait > 0) await this.#clock.wait(wait, this.#closing.signal);
    if (this.#closing.signal.aborted) return;
    const at = this.#clock.now();
    const end = (status: number, answer: string): void => {
      delivery.attempts.push({ at, status, answer, took: this.#clock.now() - at });
    };
    try {
      const answer = await fetch(delivery.hook.url, {
        method: 'POST',
        headers: delivery.headers,
        body: delivery.body,
        redirect: 'manual',
        signal: AbortSignal.any([AbortSignal.timeout(answerWithin), this.#closing.signal]),
      });
      end(answer.status, (await answer.text()).slice(0, 10_000));
    } catch (error) {
      end(0, error instanceof Error ? error.message : String(error));
    }
  }

  #track(work: Promise<void>): void {
    const tracked = work.finally(() => this.#underWay.delete(tracked));
    this.#underWay.add(tracked);
  }
}

/** Fisher-Yates over mulberry32, so that a seed tells the whole order. */
function shuffled<T>(list: readonly T[], seed: number): T[] {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  const left = [...list];
  const order: T[] = [];
  while (left.length > 0) order.push(...left.splice(Math.floor(next() * left.length), 1));
  return order;
}
