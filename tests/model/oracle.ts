import type { Commit } from '../../src/core/release.ts';
import { type Effect, type Stage, cast, roles } from '../jobs/stage.ts';
import { type Row, type Shelf, rowsOf } from '../world/memory-ledger/shelf.ts';

/**
 * Judges every effect at the moment it takes place, from what people did and what the app does, never from what
 * Greenroom thinks of it: its guards are not asked.
 */
export class Oracle {
  readonly wrongs: string[] = [];
  /** How often each effect was seen, so that a test can tell that it looked at something. */
  readonly seen = new Map<string, number>();
  readonly #tokens = { staging: 0, production: 0 };
  readonly #passed = new Set<Commit>();
  readonly #good = new Set<Commit>();
  readonly #stage: Stage;
  readonly #shelf: Shelf;

  constructor(stage: Stage, shelf: Shelf) {
    this.#stage = stage;
    this.#shelf = shelf;
    stage.world.watch = (effect) => this.#judge(effect);
  }

  /** What must be so whenever nobody is at work. */
  settled(): void {
    const { world } = this.#stage;
    const serving = world.serving.production?.commit;
    const [newest] = rowsOf(this.#shelf, 'advent', 'production').filter((row) => row.startedAt !== undefined);
    if (rowsOf(this.#shelf, 'advent').some((row) => row.state === 'running')) this.wrongs.push('something is stuck');
    if (newest?.state === 'succeeded' && serving !== newest.commit.commit)
      this.wrongs.push(
        `the card says ${newest.commit.commit.slice(0, 7)} serves, and ${serving?.slice(0, 7) ?? 'nothing'} does`,
      );
    if (newest?.state === 'rolled-back' && serving !== undefined && this.#isSick(serving))
      this.wrongs.push('it was taken back to something that is not well');
    if (serving !== undefined && !this.#passed.has(serving))
      this.wrongs.push('production serves what staging never passed');
    if (serving !== undefined && !this.#isSick(serving)) this.#good.add(serving);
  }

  #judge({ name, place, commit, token }: Effect): void {
    this.seen.set(`${name} ${place}`, (this.seen.get(`${name} ${place}`) ?? 0) + 1);
    const say = (what: string): void => void this.wrongs.push(`${name} ${place} ${commit.slice(0, 7)}: ${what}`);
    if (token < this.#tokens[place]) say(`by an owner that is none any more (${token} after ${this.#tokens[place]})`);
    this.#tokens[place] = Math.max(token, this.#tokens[place]);
    if (place === 'staging') {
      if (name === 'exercise' && !this.#stage.world.suite.has(commit)) this.#passed.add(commit);
      return;
    }
    if (name === 'exercise') return say('production is nobody’s toy');
    const [running] = rowsOf(this.#shelf, 'advent', 'production').filter((row) => row.state === 'running');
    if (running === undefined) return say('nothing runs there by the ledger');
    if (name === 'roll-back') {
      if (!this.#good.has(commit)) say('it was never seen to be well there');
      return;
    }
    if (name === 'restart') return;
    if (!this.#passed.has(commit)) say('staging did not pass it');
    if (running.kind !== 'promotion') say(`by a ${running.kind}`);
    this.#approved(running, say);
  }

  #approved(card: Row, say: (what: string) => void): void {
    const { world } = this.#stage;
    const has = (user: string, role: string): boolean => world.members.get(user)?.roleIds.includes(role) ?? false;
    const reacted = (emoji: string): string[] => world.reactions.get(`${card.id}${emoji}`) ?? [];
    const ayes = new Set(reacted('✅').filter((user) => has(user, roles.releaseManager) && user !== card.requestedBy));
    if (ayes.size < 1) say('nobody who may has approved it');
    if (reacted('❌').some((user) => has(user, roles.releaseManager))) say('somebody said no');
    const asker = card.requestedBy;
    if (asker === undefined || !(has(asker, roles.deployer) || has(asker, roles.releaseManager)))
      say('who asked for it may not');
  }

  #isSick(commit: Commit): boolean {
    return this.#stage.world.sickIn.get(commit)?.includes('production') ?? false;
  }
}

export const nameOf = (user: string): string => Object.entries(cast).find(([, id]) => id === user)?.[0] ?? user;
