import { change } from '../change.ts';
import type { Step } from './step.ts';
import { theRelease } from './the-release.ts';

/** Runs the app's own migrations before anything is switched. They are the app's to make repeatable. */
export const migrate: Step = {
  name: 'migrate',
  deadlineMs: (project) => project.deadlines.migrate,
  late: 'migrate.deadline',
  run: async (scene) => change(scene, 'migrate', await theRelease(scene)),
};
