import { expect, test } from 'vitest';
import { commands } from '../../src/bot/commands/index.ts';
import { Refused } from '../../src/bot/refused.ts';
import type { DeploymentKind } from '../../src/core/deployment.ts';
import type { Intent } from '../../src/core/intent.ts';
import { type Stage, config, shaOf, stage } from '../jobs/stage.ts';
import { TurningClock } from '../jobs/stage-cast.ts';
import type { StepName, StepRecord } from '../../src/core/step.ts';
import { type Shelf, emptyShelf } from '../world/memory-ledger/shelf.ts';
import { type Person, actorOf, askingAs, becomes, people, waysToName } from './matrix-cast.ts';

/**
 * Every destructive verb × everybody × every way to name production. Effects are counted at the target, which belongs
 * to nobody's opinion: none. Each cell has a twin that names staging and takes effect where that person may.
 */
const mayDeploy: readonly Person[] = ['deployer', 'release manager', 'with every role'];

/** How a wish gets there. All end in the hands of both workers. */
type Verb = (it: Stage, environment: string, person: Person, shelf: Shelf) => Promise<void>;

async function both(it: Stage, intent: Intent): Promise<void> {
  // Appended as no bot would, and handed to whoever is told of it, as a queue would that somebody else writes to.
  const id = await it.ledger.intents.append(intent);
  await it.workers.staging.handle(id);
  await it.workers.production.handle(id);
}

const forged =
  (make: (environment: string, person: Person) => Intent): Verb =>
  (it, environment, person) =>
    both(it, make(environment, person));

const verbs: Record<string, Verb> = {
  'types /deploy': async (it, environment, person) => {
    const command = commands.find(({ name }) => name === 'deploy');
    await command?.run(askingAs(it, person), { environment }).catch((error: unknown) => {
      if (!(error instanceof Refused)) throw error;
    });
  },
  'forges a wish to deploy, for the staging worker': forged((environment, person) => ({
    kind: 'deploy',
    project: 'advent',
    environment,
    tier: 'staging',
    actor: actorOf(person),
  })),
  'forges a wish to deploy, for the production worker': forged((environment, person) => ({
    kind: 'deploy',
    project: 'advent',
    environment,
    tier: 'production',
    actor: actorOf(person),
  })),
  'forges a push': forged((environment) => ({
    kind: 'look-at-branch',
    project: 'advent',
    environment,
    tier: 'staging',
    branch: 'staging',
    cause: 'push',
    pusher: 'mallory',
  })),
  'writes a deployment with tests into the ledger by hand': writtenByHand('staging', 'deployment'),
  'writes a plain deployment into the ledger by hand': writtenByHand('production', 'deployment'),
  'writes a promotion without a card into the ledger by hand': writtenByHand('production', 'promotion'),
  'writes a rollback into the ledger by hand': writtenByHand('production', 'rollback'),
  'writes a promotion that is half done into the ledger by hand': async (it, environment, person, shelf) => {
    await writtenByHand('production', 'promotion', false)(it, environment, person, shelf);
    const row = [...shelf.deployments.values()].find((one) => one.environment === environment);
    const step = (name: StepName, state: StepRecord['state'], position: number): StepRecord => ({
      name,
      state,
      position,
      attempts: 1,
    });
    if (row !== undefined)
      Object.assign(row, {
        state: 'running',
        startedAt: it.clock.now(),
        steps: [
          step('migrate', 'succeeded', 0),
          step('switch', 'succeeded', 1),
          { ...step('verify', 'failed', 2), code: 'verify.unhealthy' },
        ],
      });
    await driven(it, environment);
  },
};

/** A row as somebody makes it who can write to the ledger, whatever the environment is called there. */
function writtenByHand(tier: 'staging' | 'production', kind: DeploymentKind, isDriven = true): Verb {
  return async (it, environment) => {
    const [staged] = await it.ledger.views.history('advent', 'staging', 1);
    const release = staged?.release === undefined ? undefined : await it.ledger.ledger.release(staged.release);
    if (release === undefined) throw new Error('staging has built nothing');
    await it.ledger.ledger.wait({
      project: 'advent',
      environment,
      tier,
      kind,
      commit: { commit: shaOf('one'), subject: '', author: '', at: 1 },
      release,
      urls: { api: 'http://production' },
      steps: [],
    });
    if (isDriven) await driven(it, environment);
  };
}

async function driven(it: Stage, environment: string): Promise<void> {
  for (const on of ['production', 'staging'] as const)
    for (const place of [environment, 'production']) await it.workers[on].drive(place);
}

const cells = Object.keys(verbs).flatMap((verb) =>
  (Object.keys(people) as Person[]).flatMap((person) =>
    Object.entries(waysToName).map(([way, name]) => ({ verb, person, way, name })),
  ),
);

async function scene(person: Person): Promise<{ it: Stage; shelf: Shelf }> {
  const clock = new TurningClock(Date.UTC(2030, 0, 7, 9));
  const shelf = emptyShelf(clock);
  const it = await stage(config, { shelf, clock });
  await it.pushes('one');
  becomes(it, person);
  it.commits('two');
  return { it, shelf };
}

test('every cell is there', () => {
  expect(cells).toHaveLength(9 * 7 * 14);
});

test.each(Object.keys(verbs))('whoever %s never reaches production, however it is named', async (verb) => {
  const reached: string[] = [];
  for (const { person, way, name } of cells.filter((cell) => cell.verb === verb)) {
    const { it, shelf } = await scene(person);
    const built = it.world.builds;
    await verbs[verb]?.(it, name, person, shelf);
    for (const effect of it.world.effects)
      if (effect.includes('production')) reached.push(`${person}, ${way}: ${effect}`);
    expect(it.world.serving.production, `${person}, ${way}`).toBeUndefined();
    expect(it.world.builds - built, `${person}, ${way}: built`).toBe(0);
  }
  expect(reached).toEqual([]);
});

test.each(Object.keys(people) as Person[])('the twin: on staging a %s is served where they may', async (person) => {
  for (const verb of ['types /deploy', 'forges a wish to deploy, for the staging worker']) {
    const { it, shelf } = await scene(person);
    await verbs[verb]?.(it, 'staging', person, shelf);
    expect(it.world.effects.filter((effect) => effect.startsWith('switch staging')).length, verb).toBe(
      mayDeploy.includes(person) ? 2 : 1,
    );
  }
  // A push asks nobody's leave in Discord: whoever may push to the branch may.
  const { it, shelf } = await scene(person);
  await verbs['forges a push']?.(it, 'staging', person, shelf);
  expect(it.world.serving.staging?.commit).toBe(shaOf('two'));
});

test('a permit of staging buys nothing in production, nor anything twice', async () => {
  const it = await stage(config, 'memory');
  const staged = await it.pushes('one');
  const { use } = it.workers.staging;
  if (use.works.on !== 'staging') throw new Error('the stage has no staging worker');
  const target = use.works.target('advent', 'staging');
  const lease = await use.ledger.leases.acquire({ project: 'advent', name: 'staging' });
  const release = staged.release === undefined ? undefined : await use.ledger.release(staged.release);
  if (lease === undefined || release === undefined) throw new Error('nothing to ask with');
  const answer = await use.gate.ask<'exercise', 'staging'>(
    'exercise',
    'deployment',
    { environment: target.environment, release, lease },
    new AbortController().signal,
  );
  if (!answer.allowed) throw new Error(answer.detail);
  const { terms } = answer.permit;
  const there = { ...terms, environment: 'production', tier: 'production', now: it.clock.now() } as never;
  expect(() => answer.permit.spend(there)).toThrow(/permit\.mismatch: environment is production/);
  expect(() => answer.permit.spend({ ...terms, now: it.clock.now() })).toThrow(/permit\.spent/);
  expect(() => JSON.stringify(answer.permit)).toThrow(/permit\.serialised/);
});
