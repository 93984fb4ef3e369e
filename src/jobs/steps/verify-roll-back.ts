import { lookFromOutside } from '../look-from-outside.ts';
import type { Step } from './step.ts';
import { theGoodOne } from './the-release.ts';

/** The version that was gone back to is judged as strictly as a new one. */
export const verifyRollBack: Step = {
  name: 'verify-roll-back',
  deadlineMs: (project) => project.deadlines.verify + 15_000,
  late: 'verify.unreachable',
  run: async (scene) => {
    const good = await theGoodOne(scene);
    if (good === undefined)
      return { kind: 'failed', code: 'release.no-previous', detail: 'nothing was verified here before' };
    // Somebody's rollback is with the config as it is; Greenroom's own is with what served before, as far as it is kept.
    return lookFromOutside(scene, good, scene.view.kind === 'rollback' ? 'as configured' : 'as before');
  },
};
