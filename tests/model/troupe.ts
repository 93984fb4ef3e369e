import type { QueueName } from '../../src/ports/queue.ts';
import { type Stage, type StageClock, cast, config, roles, stage } from '../jobs/stage.ts';
import { TurningClock } from '../jobs/stage-cast.ts';
import { Life } from '../world/life.ts';
import { dies } from '../world/memory-ledger/open.ts';
import { type Shelf, emptyShelf } from '../world/memory-ledger/shelf.ts';
import { Oracle } from './oracle.ts';

export type Who = keyof typeof cast;

export type Wakes = 'meanwhile' | 'afterwards';

/** The stage in memory, with workers that can be killed, and an oracle that watches from outside. */
export class Troupe {
  readonly oracle: Oracle;
  #version = 0;
  #wakes: Wakes = 'afterwards';
  readonly #lives = new Map<QueueName, Life>();

  readonly stage: Stage;
  readonly shelf: Shelf;
  readonly clock: StageClock;

  private constructor(itsStage: Stage, shelf: Shelf, clock: StageClock) {
    this.stage = itsStage;
    this.shelf = shelf;
    this.clock = clock;
    this.oracle = new Oracle(itsStage, shelf);
  }

  static async gathers(): Promise<Troupe> {
    const clock = new TurningClock(Date.UTC(2030, 0, 7, 9));
    const shelf = emptyShelf(clock);
    const troupe = new Troupe(await stage(config, { shelf, clock }), shelf, clock);
    await troupe.starts('staging');
    await troupe.starts('production');
    return troupe;
  }

  newCommit(): string {
    this.#version += 1;
    return `change ${String(this.#version)}`;
  }

  async starts(on: QueueName): Promise<void> {
    const life = new Life();
    this.#lives.set(on, life);
    this.stage.workers[on] = await this.stage.worker(on, life);
  }

  willDie(on: QueueName, halfActs: number): void {
    this.#lives.get(on)?.endsIn(halfActs);
  }

  willFreeze(on: QueueName, halfActs: number, wakes: Wakes): void {
    this.#lives.get(on)?.freezesIn(halfActs);
    this.#wakes = wakes;
  }

  /** Does it, and where somebody was killed over it, lets a successor take up what lies there. */
  async does(on: QueueName, act: () => Promise<unknown>): Promise<void> {
    await this.#outlives(on, act);
    // What a living worker does by itself at each sweep.
    await this.#outlives(on, () => this.stage.workers[on].drive(on));
  }

  async #outlives(on: QueueName, act: () => Promise<unknown>): Promise<void> {
    for (let deaths = 0; ; deaths += 1) {
      const life = this.#lives.get(on);
      if (life === undefined || deaths > 5) throw new Error('nobody is left');
      const work = deaths === 0 ? act() : this.#takesUp(on);
      await Promise.race([work, life.ended, life.frozen]);
      if (life.asleep) return this.#outsleeps(on, life, work);
      if (!life.dead) return;
      dies(this.shelf, this.stage.workers[on].name);
      await this.starts(on);
    }
  }

  /**
   * Nobody hears of a frozen worker until its lease has run out. Then another one goes on, and the frozen one wakes and
   * goes on as well, where it was: after the other one is through, or while it is at work.
   */
  async #outsleeps(on: QueueName, life: Life, work: Promise<unknown>): Promise<void> {
    const { name } = this.stage.workers[on];
    dies(this.shelf, name);
    this.clock.ahead += 20_000;
    await this.starts(on);
    this.oracle.sleepers += 1;
    // It may find out at any place that it owns nothing any more; what it did until then is what the oracle judges.
    const woken = work.catch(() => undefined);
    if (this.#wakes === 'meanwhile') life.wakes();
    await this.#outlives(on, () => this.#takesUp(on));
    life.wakes();
    await Promise.race([woken, life.ended]);
    if (!life.dead) return;
    // Killed after it had woken, and perhaps taken the place again.
    dies(this.shelf, name);
    await this.#outlives(on, () => this.#takesUp(on));
  }

  /** The sweep of a new worker: open intents first, then what runs or waits. */
  async #takesUp(on: QueueName): Promise<void> {
    const worker = this.stage.workers[on];
    for (const id of await worker.use.ledger.openIntents(on)) await worker.handle(id);
    await worker.drive(on);
  }

  /** The bot posts the card, and somebody's tap says “look again”. */
  async evaluates(): Promise<void> {
    const { ledger, projections, intents } = this.stage.ledger;
    const card = await ledger.waiting('advent', 'production');
    const row = card && (await projections.forSubject('discord', 'card', card.id));
    if (card === undefined || row === undefined) return;
    await projections.external(row.id, { channelId: 'deployments', messageId: card.id });
    const about = { project: 'advent', environment: 'production', tier: 'production', deployment: card.id } as const;
    const id = await intents.append({ kind: 'evaluate', ...about, cause: 'reaction' });
    await this.stage.workers.production.handle(id);
  }

  gives(who: Who, ...roleIds: string[]): void {
    this.stage.world.members.set(cast[who], { id: cast[who], name: who, bot: false, roleIds });
  }
}

export const ranks = { nobody: [], deployer: [roles.deployer], manager: [roles.releaseManager] } as const;
