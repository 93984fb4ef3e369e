import { change } from '../change.ts';
import type { Step } from './step.ts';
import { theGoodOne } from './the-release.ts';

/** Back to the last version that was verified as good here: the same artifact, without migrations. */
export const rollBack: Step = {
  name: 'roll-back',
  deadlineMs: (project) => project.deadlines.switch,
  late: 'step.deadline',
  run: async (scene) => {
    const good = await theGoodOne(scene);
    if (good === undefined)
      return { kind: 'skipped', code: 'release.no-previous', detail: 'nothing was verified here before' };
    scene.say(`Going back to ${good.commit}.`);
    const result = await change(scene, 'roll-back', good);
    return result.kind === 'succeeded' ? { ...result, evidence: { ...result.evidence, commit: good.commit } } : result;
  },
};
