import { blamesVersion } from '../../core/bad-version.ts';
import { isConfigOnly } from '../../core/promotion.ts';
import { reasons } from '../../core/reason.ts';
import { shortCommit } from '../../core/release.ts';
import type { StepName, StepRecord } from '../../core/step.ts';
import type { DeploymentView } from '../../ports/views.ts';
import { ago, code, timeOfDay } from './text.ts';

/**
 * `unchecked`: the change never took over, and nobody has looked at what serves since. Only a look from outside makes
 * it `well`.
 */
export type ProductionStanding = 'well' | 'not-well' | 'untouched' | 'unchecked' | 'unknown';

const touching: readonly StepName[] = ['migrate', 'switch', 'restart', 'roll-back'];
const looks: readonly StepName[] = ['verify', 'restart', 'verify-roll-back'];

/** After a bad end of a change to production: how it stands, from nothing but the steps. */
export function productionStanding(view: DeploymentView): ProductionStanding {
  if (view.code === 'deployment.roll-back-failed') return 'not-well';
  if (view.state === 'rolled-back') return 'well';
  if (!view.steps.some((step) => touching.includes(step.name) && step.startedAt !== undefined)) return 'untouched';
  const look = lastLook(view.steps);
  if (look !== undefined) return look.state === 'succeeded' ? 'well' : 'not-well';
  const ended = (name: StepName): StepRecord | undefined => view.steps.find((step) => step.name === name);
  const clean = ended('switch')?.state !== 'succeeded' && view.code !== 'switch.mixed' && view.serving !== undefined;
  return clean ? 'unchecked' : 'unknown';
}

function lastLook(steps: readonly StepRecord[]): StepRecord | undefined {
  return steps
    .filter((step) => looks.includes(step.name) && (step.state === 'succeeded' || step.state === 'failed'))
    .toSorted((left, right) => (left.endedAt ?? 0) - (right.endedAt ?? 0) || left.position - right.position)
    .at(-1);
}

/** The two facts that a tired person needs: is production fine now, and what to do. */
export function productionLines(view: DeploymentView): string[] {
  const look = lastLook(view.steps);
  const seen = look?.endedAt === undefined ? '' : `${timeOfDay(look.endedAt)} (${ago(look.endedAt)})`;
  const { serving } = view;
  const version =
    serving === undefined ? undefined : `${code(shortCommit(serving.commit), 12)} (#${String(serving.number)})`;
  switch (productionStanding(view)) {
    case 'well':
      return [
        `**Production is fine.** It ${view.state === 'rolled-back' ? 'is back on' : 'serves'} ${version ?? 'a version that was verified'}${seen === '' ? '' : `, checked from outside ${seen}`}.`,
        isOnlyConfig(view)
          ? '**Do now:** nothing is urgent. The values before serve again. Correct the new ones in Greenroom’s config and start it again; a new card is posted then.'
          : view.state === 'rolled-back' && blamesVersion(view.code)
            ? `**Do now:** nothing is urgent. Find out why ${code(shortCommit(view.commit.commit), 12)} was not well before you promote it again; the log is in the card’s thread.`
            : remedy(view),
      ];
    case 'not-well':
      return [
        '**Production is not well.** Nobody is mending it by itself.',
        `It serves ${version ?? 'nobody knows what; look with /status'}${seen === '' ? '' : `, last checked ${seen}`}.`,
        howToMend(view),
      ];
    case 'untouched':
      return [
        '**Production:** untouched.',
        ...(version === undefined ? [] : [`It goes on serving ${version}.`]),
        remedy(view),
      ];
    case 'unchecked':
      return [`**Production:** goes on serving ${version ?? ''}; the new version never took over.`, remedy(view)];
    case 'unknown':
      return ['**Production:** what serves is not known; look with /status.', remedy(view)];
  }
}

function isOnlyConfig({ promotion }: DeploymentView): boolean {
  return promotion !== undefined && isConfigOnly(promotion.plan);
}

function remedy(view: DeploymentView): string {
  return `**Do now:** ${view.code === undefined ? 'look at the card’s log.' : reasons[view.code].remedy}`;
}

function howToMend(view: DeploymentView): string {
  const nothing = view.steps.some((step) => step.name === 'roll-back' && step.state === 'skipped');
  return nothing
    ? '**Do now:** there is no earlier version to go back to. Read the log in the card’s thread; mend it where it runs, or push a fix to staging and promote it.'
    : '**Do now:** read the log in the card’s thread, then use /rollback for the last good version, or mend it where it runs. /status shows what serves.';
}
