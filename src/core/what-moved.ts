import type { MigrationFacts } from './migration.ts';
import { plainText } from './plain-text.ts';
import { type PromotionPlan, cardSubject } from './promotion.ts';
import { type Artifact, digestSet, shortCommit } from './release.ts';

/** Paths and names of keys are strangers' text. */
const named = (text: string): string => plainText(text, 60);

/** The first few by name, the rest counted. */
function list(names: readonly string[]): string {
  const shown = names.slice(0, 3).map(named).join(', ');
  return names.length > 3 ? `${shown} and ${names.length - 3} more` : shown;
}

function services(before: readonly Artifact[], now: readonly Artifact[]): string[] {
  const known = new Set(before.map((one) => `${one.service}=${one.digest}`));
  const changed = now.filter((one) => !known.has(`${one.service}=${one.digest}`)).map((one) => one.service);
  const gone = before.filter((one) => !now.some(({ service }) => service === one.service)).map((one) => one.service);
  return [...new Set([...changed, ...gone])];
}

function releaseMoved(before: PromotionPlan, now: PromotionPlan): string[] {
  if (before.commit !== now.commit) {
    // What was on the card is among the commits that would now go live, or production runs it already.
    const newer = now.commits.some(({ commit }) => commit === before.commit) || now.current?.commit === before.commit;
    const which = newer ? 'a newer commit was verified' : 'another commit was verified';
    return [`${which}: ${shortCommit(before.commit)} → ${shortCommit(now.commit)}`];
  }
  if (digestSet(before.artifacts) === digestSet(now.artifacts)) return [];
  return [`the same commit was built anew: ${list(services(before.artifacts, now.artifacts))}`];
}

function productionMoved({ current: before }: PromotionPlan, { current: now }: PromotionPlan): string[] {
  if (before === undefined && now === undefined) return [];
  if (now === undefined) return ['production changed meanwhile: nothing runs there that is known'];
  if (before === undefined) return [`production changed meanwhile: it now runs ${shortCommit(now.commit)}`];
  if (before.commit !== now.commit)
    return [`production changed meanwhile: ${shortCommit(before.commit)} → ${shortCommit(now.commit)}`];
  return digestSet(before.artifacts) === digestSet(now.artifacts)
    ? []
    : [`production changed meanwhile: it runs another build of ${shortCommit(now.commit)}`];
}

function migrationsMoved(before: readonly MigrationFacts[], now: readonly MigrationFacts[]): string[] {
  const paths = (all: readonly MigrationFacts[], without: readonly MigrationFacts[]): string[] =>
    all.filter(({ path }) => !without.some((other) => other.path === path)).map(({ path }) => path);
  const added = paths(now, before);
  const gone = paths(before, now);
  const judged = now.flatMap((one) => {
    const old = before.find(({ path }) => path === one.path);
    return old === undefined || old.class === one.class ? [] : [`${named(one.path)} is ${one.class}, was ${old.class}`];
  });
  return [
    ...(added.length === 0 ? [] : [`another migration: ${list(added)}`]),
    ...(gone.length === 0 ? [] : [`a migration is gone: ${list(gone)}`]),
    ...(judged.length === 0 ? [] : [`a migration is judged differently: ${judged.slice(0, 3).join(', ')}`]),
  ];
}

function keysMoved(plan: PromotionPlan, then: PromotionPlan): string[] {
  const [before, now] = [plan.configKeys, then.configKeys];
  const changed = now.filter((key) => !before.includes(key));
  const back = before.filter((key) => !now.includes(key));
  return [
    ...(changed.length === 0 ? [] : [`config key ${list(changed)} changed`]),
    ...(back.length === 0 ? [] : [`config key ${list(back)} differs from production no longer`]),
    ...(changed.length + back.length === 0 && plan.configHash !== then.configHash
      ? [`config changed again: ${list(now)}`]
      : []),
  ];
}

function recipesMoved({ recipes: before = [] }: PromotionPlan, { recipes: now = [] }: PromotionPlan): string[] {
  const moved = now.filter(({ path, blob }) => before.find((one) => one.path === path)?.blob !== blob);
  const gone = before.filter(({ path }) => !now.some((one) => one.path === path));
  const paths = [...moved, ...gone].map(({ path }) => path);
  return paths.length === 0 ? [] : [`how it would be deployed changed: ${list(paths)}`];
}

/** Who has to say yes is part of what they said yes to. */
function rulesMoved(before: PromotionPlan, now: PromotionPlan): string[] {
  const rules = (plan: PromotionPlan): string => cardSubject({ ...now, approvals: plan.approvals });
  return rules(before) === rules(now) ? [] : ['what is asked of those who approve is another'];
}

/**
 * What a card's approval covered and is not so any more, in plain sentences for the struck-through card. None means:
 * the very same subject, so that approvals still hold.
 */
export function whatMoved(before: PromotionPlan, now: PromotionPlan): string[] {
  if (cardSubject(before) === cardSubject(now)) return [];
  const said = [
    ...releaseMoved(before, now),
    ...productionMoved(before, now),
    ...migrationsMoved(before.migrations, now.migrations),
    ...recipesMoved(before, now),
    ...keysMoved(before, now),
    ...rulesMoved(before, now),
  ];
  // A force-push can change what lies between two commits that stayed; and what is hashed later is never passed over.
  return said.length > 0 ? said : ['the list of what would go to production is another one'];
}
