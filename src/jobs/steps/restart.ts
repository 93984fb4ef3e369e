import { change } from '../change.ts';
import { lookFromOutside } from '../look-from-outside.ts';
import type { Step } from './step.ts';
import { theRelease } from './the-release.ts';

/** The first rung of the ladder: the same artifacts once more, then the same look from outside. */
export const restart: Step = {
  name: 'restart',
  deadlineMs: (project) => project.deadlines.switch + project.deadlines.verify + 15_000,
  late: 'verify.unhealthy',
  run: async (scene) => {
    const release = await theRelease(scene);
    const changed = await change(scene, 'restart', release);
    return changed.kind === 'succeeded' ? lookFromOutside(scene, release) : changed;
  },
};
