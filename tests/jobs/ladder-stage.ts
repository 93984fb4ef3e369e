import type { StepName } from '../../src/core/step.ts';
import { createDriver } from '../../src/jobs/drive.ts';
import { type Stage, cast, config, shaOf, stage } from './stage.ts';

/** Production runs `one`; `two` waits for Ben's word, which is there already and is not yet looked at. */
export async function beforeTheFall(
  how: { readonly first?: boolean; readonly on?: 'postgres' | 'memory' } = {},
): Promise<Stage> {
  const it = await stage(config, how.on ?? 'memory');
  await it.pushes('one');
  if (how.first !== true) {
    await it.promotes();
    await it.reacts('ben');
    await it.pushes('two');
  }
  await it.promotes();
  const waiting = await it.ledger.ledger.waiting('advent', 'production');
  it.world.reactions.set(`${waiting?.id ?? ''}✅`, [cast.ben]);
  return it;
}

/** From outside, this version never answers well in production. */
export const isSick = (it: Stage, name: string): void => void it.world.sickIn.set(shaOf(name), ['production']);

/** What was done to production, in order: `switch two`. */
export function doneToProduction(it: Stage): string[] {
  const names = new Map(['zero', 'one', 'two', 'three'].map((name) => [shaOf(name).slice(0, 7), name]));
  return it.world.effects
    .filter((effect) => effect.includes(' production '))
    .map((effect) => {
      const [what = '', , commit = ''] = effect.split(' ');
      return `${what} ${names.get(commit) ?? commit}`;
    });
}

/** A worker goes on with production until nothing is left to do. */
export async function aWorkerGoesOn(it: Stage): Promise<void> {
  const worker = await it.worker('production');
  await worker.drive('production');
}

/**
 * A worker dies in a step: before its effect, when the ledger has the fence and the world knows nothing; or after it,
 * when the world has changed and the ledger has not heard of it.
 */
export async function aWorkerDies(it: Stage, step: StepName, when: 'before' | 'after'): Promise<boolean> {
  const { use } = await it.worker('production');
  const stop = new AbortController();
  let died = false;
  const die = (): void => {
    died = true;
    stop.abort(new Error('killed'));
  };
  const driver = createDriver({
    ...use,
    ledger: {
      ...use.ledger,
      startStep: async (id, name, lease) => {
        const started = await use.ledger.startStep(id, name, lease);
        if (name === step && when === 'before') {
          die();
          stop.signal.throwIfAborted();
        }
        return started;
      },
      endStep: async (id, name, result, lease) => {
        if (name === step && when === 'after') {
          die();
          stop.signal.throwIfAborted();
        }
        return use.ledger.endStep(id, name, result, lease);
      },
    },
  });
  await driver.drive('advent', 'production', stop.signal);
  return died;
}

/** The same, with so little time for a switch that it is always told too late. */
export async function aWorkerInAHurryGoesOn(it: Stage): Promise<void> {
  const { use } = await it.worker('production');
  const { advent } = use.projects;
  if (advent === undefined) throw new Error('no project');
  const deadlines = { ...advent.deadlines, switch: 40 };
  // Going back has the same deadline; it is quick.
  it.world.during = { effect: 'switch production', run: () => new Promise((resolve) => setTimeout(resolve, 200)) };
  const projects = { ...use.projects, advent: { ...advent, deadlines } };
  await createDriver({ ...use, projects }).drive('advent', 'production', new AbortController().signal);
}
