import { readMigrations } from '../../guards/read-migrations.ts';
import { change } from '../change.ts';
import type { Step } from './step.ts';
import { theRelease } from './the-release.ts';

/**
 * Runs the app's own migrations before anything is switched. They are the app's to make repeatable. Which ones these
 * are is written down once the gate has said yes, and before the first one runs: one that may have run counts as applied,
 * whatever becomes of the deployment.
 */
export const migrate: Step = {
  name: 'migrate',
  deadlineMs: (project) => project.deadlines.migrate,
  late: 'migrate.deadline',
  run: async (scene) => {
    const { use, view, lease } = scene;
    const release = await theRelease(scene);
    const migrations = await readMigrations(use, view.project, release.commit);
    return change(scene, 'migrate', release, () => use.ledger.recordMigrations(view.id, migrations, lease));
  },
};
