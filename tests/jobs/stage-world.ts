import type { Constraints, Written } from '../../src/core/constraints.ts';
import type { Leftover } from '../../src/core/leftover.ts';
import type { Commit, Digest } from '../../src/core/release.ts';
import { digestSet } from '../../src/core/release.ts';
import type { Permit } from '../../src/core/permit.ts';
import type { Clock } from '../../src/ports/clock.ts';
import type { ActIo } from '../../src/ports/io.ts';
import type { Member } from '../../src/ports/people.ts';
import type { ActResult, CleanUpRequest, ReleaseRequest, SuiteRun } from '../../src/ports/target.ts';

export type Place = 'staging' | 'production';

export interface Effect {
  readonly name: string;
  readonly place: Place;
  readonly commit: Commit;
  readonly token: number;
}

/** A place that keeps what runs there, and counts every effect. */
export class World {
  readonly branch: Commit[] = [];
  readonly history: Commit[] = [];
  readonly serving: Record<Place, { commit: Commit; digest: Digest } | undefined> = {
    staging: undefined,
    production: undefined,
  };
  readonly effects: string[] = [];
  readonly reactions = new Map<string, string[]>();
  readonly members = new Map<string, Member>();
  readonly migrations = new Map<Commit, string[]>();
  /** GitHub login of a commit's author. */
  readonly logins = new Map<Commit, string>();
  /** What is in them, by path, or by commit and path. */
  readonly sql = new Map<string, string>();
  /** What bounds the processes of each place, as on Fly; as on this machine where left out. */
  readonly bounds: Partial<Record<Place, Constraints>> = {};
  /** What the released files say of it. */
  written: Readonly<Record<string, Written>> = {};
  /** What is left in staging that nothing needs. */
  leftovers: readonly Leftover[] = [];
  discordAway = false;
  /** With true it does not answer; an error is what it answers with. */
  githubAway: boolean | Error = false;
  /** How much of the branch and of all that was pushed had been fetched when git went away. */
  fetched: { readonly branch: number; readonly history: number } | undefined;
  historyAway = false;
  unreadable: Place | undefined;
  /** What the config says now, as prints: name of a key → print of its value. */
  readonly config: Record<Place, Record<string, string>> = {
    staging: { 'api.GREETING': 'print' },
    production: { 'api.GREETING': 'print' },
  };
  /** What the version that serves was given, and what the one before the newest change was. */
  readonly given: Record<Place, Record<string, string> | undefined> = { staging: undefined, production: undefined };
  readonly givenBefore: Record<Place, Record<string, string> | undefined> = {
    staging: undefined,
    production: undefined,
  };
  /** Prints of values with which no version is well. */
  readonly badValues = new Set<string>();
  builds = 0;
  // What goes wrong, by commit.
  readonly buildFails = new Set<Commit>();
  readonly migrationFails = new Set<Commit>();
  readonly switchFails = new Set<Commit>();
  readonly sickIn = new Map<Commit, Place[]>();
  readonly claims = new Map<Commit, Commit>();
  readonly suite = new Map<Commit, SuiteRun>();
  /** The highest token that the host of a place has been shown; it refuses older ones, as the real one does. */
  readonly tokens: Record<Place, number> = { staging: 0, production: 0 };
  /** Hears of every effect right before it takes place. */
  watch: ((effect: Effect) => void) | undefined;
  /** What an effect answers instead of acting: by `switch production abc1234`. */
  readonly answers = new Map<string, ActResult>();
  /** Runs in the middle of an effect, once. */
  during: { effect: string; run: () => Promise<void> } | undefined;

  /** Nothing can be fetched any more; what was stays. */
  gitGoesAway(): void {
    this.fetched = { branch: this.branch.length, history: this.history.length };
  }
  gitIsBack(): void {
    this.fetched = undefined;
  }
}

export const green = '<testsuites><testsuite name="event"><testcase name="days are listed"/></testsuite></testsuites>';
export const red =
  '<testsuites><testsuite name="event"><testcase name="days are listed"><failure message="expected 1 to be 2"/></testcase></testsuite></testsuites>';

/** What the host of a place does itself; a migration or a suite is a process beside it (docs/FAILURES.md, the window). */
const throughTheHost = new Set(['switch', 'restart', 'roll-back']);

export function targetOf(world: World, place: Place, clock: Clock, tier: Place = place) {
  const environment = { project: 'advent', name: place, tier } as const;
  const effect = async (
    name: string,
    permit: Permit<never, never>,
    request: ReleaseRequest,
    token: number,
    io: ActIo,
    act: () => ActResult,
  ): Promise<ActResult> => {
    const against = {
      operation: name,
      project: 'advent',
      environment: place,
      tier,
      digests: digestSet(request.artifacts),
      token,
      now: clock.now(),
    };
    permit.spend(against as never);
    await io.fence();
    if (throughTheHost.has(name)) {
      if (token < world.tokens[place])
        return {
          ok: false,
          code: 'lease.lost',
          detail: `token ${token} is older than ${world.tokens[place]}`,
          retry: false,
        };
      world.tokens[place] = token;
    }
    world.watch?.({ name, place, commit: request.commit, token });
    world.effects.push(`${name} ${place} ${request.commit.slice(0, 7)}`);
    if (world.during?.effect === `${name} ${place}`) {
      const { run } = world.during;
      world.during = undefined;
      await run();
    }
    return world.answers.get(`${name} ${place} ${request.commit.slice(0, 7)}`) ?? act();
  };
  const serve = (request: ReleaseRequest): ActResult => {
    const [artifact] = request.artifacts;
    if (artifact === undefined) throw new Error('nothing to serve');
    if (world.switchFails.has(request.commit))
      return { ok: false, code: 'switch.unhealthy', detail: 'it never became healthy', retry: false };
    if (request.asBefore === true) world.given[place] = world.givenBefore[place];
    else {
      const now = { ...world.config[place] };
      if (JSON.stringify(now) !== JSON.stringify(world.given[place])) world.givenBefore[place] = world.given[place];
      world.given[place] = now;
    }
    world.serving[place] = { commit: request.commit, digest: artifact.digest };
    return { ok: true, detail: 'switched' };
  };
  return {
    environment,
    observe: async () => {
      if (world.unreadable === place) throw new Error('the host does not answer');
      const serving = world.serving[place];
      return {
        at: clock.now(),
        services: [
          {
            service: 'api',
            url: `http://${place}`,
            ...(serving === undefined
              ? { state: 'never-deployed' as const }
              : {
                  state: 'serving' as const,
                  digest: serving.digest,
                  ...(world.bounds[place] === undefined ? {} : { constraints: world.bounds[place] }),
                }),
          },
        ],
      };
    },
    migrate: (permit: never, request: ReleaseRequest, token: number, io: ActIo) =>
      effect('migrate', permit, request, token, io, () =>
        world.migrationFails.has(request.commit)
          ? { ok: false, code: 'migrate.failed', detail: 'relation exists', retry: false }
          : { ok: true, detail: 'migrated' },
      ),
    switch: (permit: never, request: ReleaseRequest, token: number, io: ActIo) =>
      effect('switch', permit, request, token, io, () => serve(request)),
    restart: (permit: never, request: ReleaseRequest, token: number, io: ActIo) =>
      effect('restart', permit, request, token, io, () => serve(request)),
    rollBack: (permit: never, request: ReleaseRequest, token: number, io: ActIo) =>
      effect('roll-back', permit, request, token, io, () => serve(request)),
    leftovers: async () => [...world.leftovers],
    cleanUp: async (permit: never, { artifacts, left }: CleanUpRequest, token: number, io: ActIo) =>
      effect('clean-up', permit, { commit: world.serving[place]?.commit ?? '', artifacts }, token, io, () => {
        world.leftovers = world.leftovers.filter(({ id }) => !left.some((one) => one.id === id));
        return { ok: true, detail: `${left.length} removed` };
      }),
    exercise: async (
      permit: never,
      suite: { request: ReleaseRequest },
      token: number,
      io: ActIo,
    ): Promise<SuiteRun> => {
      await effect('exercise', permit, suite.request, token, io, () => ({ ok: true, detail: '' }));
      return world.suite.get(suite.request.commit) ?? { ended: 'exit', exitCode: 0, report: green };
    },
  };
}
