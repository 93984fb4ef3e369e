import { change } from '../change.ts';
import type { Step } from './step.ts';
import { theRelease } from './the-release.ts';

/** The new version takes over where it is healthy; the old one serves until then. */
export const switchOver: Step = {
  name: 'switch',
  deadlineMs: (project) => project.deadlines.switch,
  late: 'step.deadline',
  run: async (scene) => change(scene, 'switch', await theRelease(scene)),
};
