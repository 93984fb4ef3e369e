import { momentText } from '../../src/core/freeze.ts';
import { createDriver } from '../../src/jobs/drive.ts';
import { sweep } from '../../src/jobs/sweep.ts';
import type { DeploymentView } from '../../src/ports/views.ts';
import type { ProjectConfig } from '../../src/ports/project.ts';
import { type Stage, cast, config, stage } from './stage.ts';

export const hour = 3_600_000;
export const production = { project: 'advent', environment: 'production', tier: 'production' } as const;
type Promote = ProjectConfig['promote'];

/** A stage whose config says this about when production may change. */
export async function stageWith(promote: Partial<Promote> = {}): Promise<Stage> {
  const { advent } = config.projects;
  if (advent === undefined) throw new Error('the stage has no project');
  return stage({
    ...config,
    projects: { advent: { ...advent, promote: { ...advent.promote, expires: 1_000 * hour, ...promote } } },
  });
}

/** A local time in UTC, so many hours from now: rules are written before the play begins. */
const inHours = (hours: number): string => momentText(Date.now() + hours * hour).slice(0, 16);
/** A rule of the config, so many hours from now. */
export const rule = (name: string, from: number, until: number): Promote['freezes'][number] => ({
  name,
  reason: `because of ${name}`,
  from: inHours(from),
  until: inHours(until),
});

export const by = (who: keyof typeof cast) => ({ discordId: cast[who], name: who });
/** `/freeze` for so many hours, and what it answers. */
export const freezes = (it: Stage, who: keyof typeof cast, hours: number, from = 0) =>
  it.wants({
    ...production,
    kind: 'freeze',
    reason: 'the show is tonight',
    from: it.clock.now() + from * hour,
    until: it.clock.now() + (from + hours) * hour,
    actor: by(who),
  });
/** The same while a promotion is at work: another worker takes it, since the first one is busy. Gives the answer's lines. */
export async function freezesMeanwhile(it: Stage, who: keyof typeof cast): Promise<readonly string[]> {
  const now = it.clock.now();
  const { id } = await it.ledger.intents.ask(
    { ...production, kind: 'freeze', reason: 'the show is tonight', from: now, until: now + 3 * hour, actor: by(who) },
    { interactionId: 'meanwhile', applicationId: '1', token: 't', channelId: '1', userId: cast[who], at: now },
  );
  await (await it.worker('production')).handle(id);
  const reply = (await it.ledger.projections.due('discord', 100, 1)).find(({ kind }) => kind === 'reply');
  if (reply === undefined) return [];
  await it.ledger.projections.settled(reply.id, 'read', 1);
  return (await it.ledger.views.request(reply.subject))?.outcome?.lines ?? [];
}
/** `/unfreeze`, and what it answers. */
export const unfreezes = (it: Stage, who: keyof typeof cast) =>
  it.wants({ ...production, kind: 'unfreeze', reason: 'it is over', actor: by(who) });

/** What every worker does each minute, by itself. */
export async function aMinutePasses(it: Stage): Promise<void> {
  const { use } = await it.worker('production');
  const driver = createDriver(use);
  const signal = new AbortController().signal;
  await sweep(use, driver, signal);
  // The sweep does not wait for what it began; a second call shares its drive.
  if (driver.atWork().length > 0) await driver.drive('advent', 'production', signal);
}

/** What stands in the promotion’s way, as its card says it. */
export const refusals = (view: DeploymentView): unknown[] =>
  (view.promotion?.verdicts ?? []).filter(({ allowed }) => !allowed);
/** What was done to production. */
export const effectsThere = (it: Stage): string[] => it.world.effects.filter((effect) => effect.includes('production'));

/** Ana asks for production, Ben approves: nothing but a freeze keeps it. */
export async function approvedPromotion(it: Stage): Promise<DeploymentView> {
  await it.pushes('one');
  await it.promotes('ana');
  await it.reacts('ben');
  return it.newest('production');
}
