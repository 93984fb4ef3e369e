import type { DeploymentKind } from '../core/deployment.ts';
import type { Tier } from '../core/environment.ts';
import type { Operation } from '../core/operation.ts';
import { isStageTool } from '../core/stage-tool.ts';
import { artifactsFor } from '../core/release.ts';
import { actorMay } from './actor-may.ts';
import { approvalMatchesCard } from './approval-matches-card.ts';
import { digestUnchanged } from './digest-unchanged.ts';
import { environmentIsKnown } from './environment-is-known.ts';
import { evidenceIsFresh } from './evidence-is-fresh.ts';
import type { Facts, Read } from './facts.ts';
import type { Guard } from './guard.ts';
import { hasItsVariant } from './has-its-variant.ts';
import { isWhatRuns } from './is-what-runs.ts';
import { isolatedFromProduction } from './isolated-from-production.ts';
import { leaseIsOurs } from './lease-is-ours.ts';
import { notKnownBad } from './not-known-bad.ts';
import { notLocked } from './not-locked.ts';
import { notADowngrade } from './not-a-downgrade.ts';
import { notFrozen } from './not-frozen.ts';
import { sameConstraints } from './same-constraints.ts';
import { schemaCompatible } from './schema-compatible.ts';
import { targetIsReadable } from './target-is-readable.ts';
import { verifiedInStaging } from './verified-in-staging.ts';
import { wasWellHere } from './was-well-here.ts';

/** Every guard there is, in the order in which people read them. */
export const guards: readonly Guard[] = [
  environmentIsKnown,
  actorMay,
  verifiedInStaging,
  evidenceIsFresh,
  digestUnchanged,
  hasItsVariant,
  notADowngrade,
  notKnownBad,
  notLocked,
  schemaCompatible,
  targetIsReadable,
  sameConstraints,
  notFrozen,
  approvalMatchesCard,
  wasWellHere,
  isWhatRuns,
  isolatedFromProduction,
  leaseIsOurs,
];

/** Whatever changes production: what is there to be held, frozen, taken back from, and approved. */
const ofAChange: readonly Guard[] = [
  hasItsVariant,
  notKnownBad,
  notLocked,
  targetIsReadable,
  sameConstraints,
  notFrozen,
  approvalMatchesCard,
];
/** What brings other code there has been asked for by somebody, and was tested. */
const ofAPromotion: readonly Guard[] = [...ofAChange, actorMay, verifiedInStaging, evidenceIsFresh, notADowngrade];
/** What brings the config alone is asked instead whether it is that. */
const ofAConfig: readonly Guard[] = [...ofAChange, wasWellHere, isWhatRuns];

/** What is asked about: an effect, or the wish to begin one (`start`) or a stage tool (`play`), which has no lease yet. */
export type Asked = Operation | 'start' | 'play';

/** Effects that bring nothing there, so that there is nothing whose digests could have changed. */
const bringsNothing: readonly Asked[] = ['clean-up'];

/**
 * Whether users would meet older code. Not off production: what staging holds may be thrown away, and a staging that
 * was left half changed is better brought back and judged from outside.
 */
function goesBack(asked: Asked, tier: Tier, kind: DeploymentKind): boolean {
  return tier === 'production' && (asked === 'roll-back' || kind === 'rollback');
}

/** A stage tool is no way for anything new, so it is not asked what a release is asked; but whose data it would change. */
export function isPlay(asked: Asked): boolean {
  return asked === 'play' || isStageTool(asked);
}

function guardsOfPlay(asked: Asked): readonly Guard[] {
  const chosen: Guard[] = [environmentIsKnown, actorMay, notLocked, isolatedFromProduction];
  if (asked !== 'play') chosen.push(leaseIsOurs);
  return guards.filter((guard) => chosen.includes(guard));
}

/** What `bringsNoCode` goes by. */
export const toTellCode: readonly Read[] = ['serves', 'wasGood'];

/**
 * Whether no code would come new: each service runs exactly this already, as the target says, and it was verified there
 * before. Then only the config can change by it. What is not known is taken for new.
 */
export function bringsNoCode({ serves, artifacts, environment, wasGood }: Facts): boolean {
  if (serves?.known !== true || wasGood?.known !== true || !wasGood.value || artifacts.length === 0) return false;
  return artifactsFor(artifacts, environment).every(
    ({ service, digest }) => serves.value.find((one) => one.service === service)?.digest === digest,
  );
}

/**
 * Which guards a request has to pass. A rollback is exempt from order and quorum, never from knowing who asks, what it
 * brings back, whether that can run on the schema as it is, or who owns the environment; Greenroom's own rollback (nobody
 * asked) has no actor to check.
 */
export function guardsFor(
  asked: Asked,
  tier: Tier,
  kind: DeploymentKind,
  byPerson: boolean,
  noCode = false,
): readonly Guard[] {
  if (isPlay(asked)) return guardsOfPlay(asked);
  const chosen = new Set<Guard>([environmentIsKnown]);
  if (!bringsNothing.includes(asked)) chosen.add(digestUnchanged);
  if (asked !== 'start') chosen.add(leaseIsOurs);
  if (byPerson) chosen.add(actorMay);
  if (asked === 'restart') chosen.add(isWhatRuns);
  else if (asked === 'roll-back' || kind === 'rollback') chosen.add(wasWellHere);
  // Whatever the ledger calls it: nothing comes new to production but by a promotion's way.
  else if (tier === 'production') for (const guard of noCode ? ofAConfig : ofAPromotion) chosen.add(guard);
  if (goesBack(asked, tier, kind)) chosen.add(schemaCompatible);
  return guards.filter((guard) => chosen.has(guard));
}
