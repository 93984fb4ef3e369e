import { type Commit, digestSet } from '../../src/core/release.ts';
import { type Effect, type Stage, cast, roles } from '../jobs/stage.ts';
import { inForceOn } from '../world/memory-ledger/locks.ts';
import { type Row, type Shelf, rowsOf } from '../world/memory-ledger/shelf.ts';

/**
 * Judges every effect at the moment it takes place, from what people did and what the app does, never from what
 * Greenroom thinks of it: its guards are not asked.
 */
export class Oracle {
  readonly wrongs: string[] = [];
  /** How often each effect was seen, so that a test can tell that it looked at something. */
  readonly seen = new Map<string, number>();
  /** Workers that were frozen until another one had taken over. */
  sleepers = 0;
  readonly #tokens = { staging: 0, production: 0 };
  readonly #passed = new Set<Commit>();
  readonly #good = new Set<Commit>();
  /** Deployments that have changed something: these go on, whatever is locked or frozen meanwhile. */
  readonly #begun = new Set<string>();
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
    // A migration or a suite is a process of its own: one that was frozen between the last look at its lease and the start
    // of that process starts it all the same (docs/FAILURES.md, the window that remains). Nothing else may.
    const late = token < this.#tokens[place];
    const window = this.sleepers > 0 && (name === 'migrate' || name === 'exercise');
    if (late && !window) say(`by an owner that is none any more (${token} after ${this.#tokens[place]})`);
    this.#tokens[place] = Math.max(token, this.#tokens[place]);
    if (place === 'staging') {
      if (name === 'exercise' && !this.#stage.world.suite.has(commit)) this.#passed.add(commit);
      return;
    }
    if (name === 'exercise') return say('production is nobody’s toy');
    // Its deployment may be over by then, and another one at work.
    if (late && window) return this.#passed.has(commit) ? undefined : say('staging did not pass it');
    const [running] = rowsOf(this.#shelf, 'advent', 'production').filter((row) => row.state === 'running');
    if (running === undefined) return say('nothing runs there by the ledger');
    if (name === 'roll-back') {
      if (!this.#good.has(commit)) say('it was never seen to be well there');
      return;
    }
    if (name === 'restart') return;
    if (!this.#begun.has(running.id)) this.#mayBegin(running, say);
    this.#begun.add(running.id);
    if (!this.#passed.has(commit)) say('staging did not pass it');
    if (running.kind !== 'promotion') say(`by a ${running.kind}`);
    this.#approved(running, say);
  }

  #mayBegin(running: Row, say: (what: string) => void): void {
    const now = this.#shelf.clock.now();
    const holds = inForceOn(this.#shelf, 'advent', 'production');
    if (holds.some((lock) => lock.kind === 'bad-version')) say('production was held until somebody has looked');
    const other = holds.find((lock) => lock.kind === 'person' && lock.by?.discordId !== running.requestedBy);
    if (other !== undefined) say(`${nameOf(other.by?.discordId ?? '')} holds it`);
    if (this.#shelf.freezes.some((freeze) => freeze.from <= now && now < freeze.until)) say('production is frozen');
    const digests = digestSet(running.artifacts);
    if (this.#shelf.badVersions.some((bad) => bad.digests === digests)) say('it had to be taken back before');
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

const nameOf = (user: string): string => Object.entries(cast).find(([, id]) => id === user)?.[0] ?? user;
