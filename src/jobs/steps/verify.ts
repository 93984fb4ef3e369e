import { lookFromOutside } from '../look-from-outside.ts';
import type { Step } from './step.ts';
import { theRelease } from './the-release.ts';

/** Is it well, is it this commit in this environment, and is this digest what runs? Asked from outside. */
export const verify: Step = {
  name: 'verify',
  deadlineMs: (project) => project.deadlines.verify + 15_000,
  late: 'verify.unreachable',
  run: async (scene) => lookFromOutside(scene, await theRelease(scene)),
};
