import { differenceInWords } from '../core/constraints.ts';
import type { ReasonCode } from '../core/reason.ts';
import { type Release, artifactsFor, shortCommit } from '../core/release.ts';
import type { Facts, StepResult } from '../core/step.ts';
import { compareConstraints } from '../guards/read-constraints.ts';
import type { ServiceConfig } from '../ports/project.ts';
import type { TargetObservation } from '../ports/target.ts';
import { type Look, type Values, never, notYet, oneLookMs, parsed } from './look.ts';
import { lookAtConfig } from './look-at-config.ts';
import type { Scene } from './scene.ts';

/** Between two looks at an app that is not well yet. */
const betweenMs = 200;

function text(value: unknown, name: string): string | undefined {
  if (value === null || typeof value !== 'object') return undefined;
  const found: unknown = Reflect.get(value, name);
  return typeof found === 'string' || typeof found === 'number' ? String(found) : undefined;
}

async function lookAt(
  scene: Scene,
  name: string,
  service: ServiceConfig,
  url: string,
  commit: string,
  isLate: () => boolean,
): Promise<Look> {
  const { use, view, io } = scene;
  const health = await use.probe.get(`${url}${service.health}`, oneLookMs, io.signal);
  if (!health.reached) return notYet('verify.unreachable', `${name}: ${url} does not answer: ${health.detail}`);
  if (health.status < 200 || health.status > 299)
    return notYet('verify.unhealthy', `${name}: ${service.health} answers ${health.status}`);
  if (service.version === undefined) return { well: true, facts: { health: health.status } };
  const answer = await use.probe.get(`${url}${service.version}`, oneLookMs, io.signal);
  if (!answer.reached)
    return notYet('verify.unreachable', `${name}: ${service.version} does not answer: ${answer.detail}`);
  const said = parsed(answer.body);
  const its = text(said, 'commit');
  const environment = text(said, 'environment');
  const schema = text(said, 'schema');
  // The old version may still be draining; a stale answer is given the time that is left.
  const wrong = isLate() ? never : notYet;
  if (answer.status !== 200 || its === undefined)
    return wrong(
      'verify.wrong-commit',
      `${name}: ${service.version} answers ${answer.status} and names no commit; wanted {"commit","environment","schema"}`,
    );
  if (its !== commit)
    return wrong(
      'verify.wrong-commit',
      `${name}: it says it is ${shortCommit(its)}, deployed was ${shortCommit(commit)}`,
    );
  if (environment !== view.tier)
    return wrong(
      'verify.wrong-environment',
      `${name}: it says it is ${environment ?? 'nowhere'}, this is ${view.tier}`,
    );
  return { well: true, facts: { health: health.status, commit: its, environment, schema: schema ?? null } };
}

/** A wrong answer that stays for this long is the truth. */
const graceForWrongMs = 1_500;

/**
 * Judges from outside: health and /version over HTTP until well or out of time, then the digest that the target says
 * it runs. All three have to agree with the release; an unreadable target is not well. What each service serves is
 * kept in the evidence whatever the verdict, since people want it most where things are bad.
 */
export async function lookFromOutside(
  scene: Scene,
  release: Release,
  values: Values = 'as configured',
): Promise<StepResult> {
  const facts: Record<string, Facts> = {};
  const judged = await judge(scene, release, values, facts);
  if (judged.kind === 'succeeded') {
    scene.say('The digests that run are those that were deployed.');
    const digests = artifactsFor(release.artifacts, scene.view.environment).map(
      (artifact) => `${artifact.service} ${artifact.digest}`,
    );
    const serves = servesOf(judged.observation, () => true);
    const differs = await differsFromProduction(scene, release, judged.observation);
    return { kind: 'succeeded', evidence: { services: facts, serves, digests, ...differs } };
  }
  const wellOf = (service: string): boolean | undefined => {
    if (judged.detail.startsWith(`${service}: `)) return false;
    return facts[service] === undefined ? undefined : true;
  };
  try {
    return { ...judged, evidence: { serves: servesOf(await observed(scene), wellOf) } };
  } catch (error) {
    // Stopped, or the target does not answer: the verdict stands without it.
    scene.say(`What runs could not be read: ${error instanceof Error ? error.message : String(error)}`);
    return judged;
  }
}

/** On staging: how its processes are bound otherwise than production's (R4.2). It decides nothing here, and is shown. */
async function differsFromProduction(
  { use, view, project, say }: Scene,
  release: Release,
  staging: TargetObservation,
): Promise<Facts> {
  const production = Object.entries(project.environments).find(([, one]) => one.tier === 'production')?.[0];
  if (view.tier !== 'staging' || production === undefined) return {};
  try {
    const { observed: there } = await use.ledger.views.environment(view.project, production);
    const found = await compareConstraints(use, view.project, release, staging, there);
    if (found === 'nothing-to-compare') return {};
    const words = found.map(
      (one) => `${differenceInWords(one)}${project.promote.differs.includes(one.aspect) ? ' (meant so)' : ''}`,
    );
    for (const line of words) say(`Other than production: ${line}.`);
    return words.length === 0 ? {} : { differs: words };
  } catch (error) {
    say(
      `Its constraints could not be compared with production’s: ${error instanceof Error ? error.message : String(error)}`,
    );
    return {};
  }
}

async function observed({ use, view, io }: Scene): Promise<TargetObservation> {
  const observation = await use.observe(view.project, view.environment, io.signal);
  await use.ledger.recordObservation(view.project, view.environment, observation);
  return observation;
}

/** Service → what the target says that it serves, and what the look found; core/serves.ts reads it again. */
function servesOf(observation: TargetObservation, wellOf: (service: string) => boolean | undefined): Facts {
  return Object.fromEntries(
    observation.services.map(({ service, state, digest }) => {
      const well = wellOf(service);
      return [service, { state, ...(digest === undefined ? {} : { digest }), ...(well === undefined ? {} : { well }) }];
    }),
  );
}

type Judged =
  | { readonly kind: 'succeeded'; readonly observation: TargetObservation }
  | { readonly kind: 'failed'; readonly code: ReasonCode; readonly detail: string };

/** Puts what was found well into `facts` as it goes, so that a bad end still says how far it came. */
async function judge(scene: Scene, release: Release, values: Values, facts: Record<string, Facts>): Promise<Judged> {
  const { use, view, project, io, say } = scene;
  const since = use.clock.now();
  let told = '';
  for (const [name, service] of Object.entries(project.services)) {
    const url = view.urls[name];
    if (url === undefined) return { kind: 'failed', code: 'state.unknown', detail: `${name} has no address` };
    for (;;) {
      const isLate = (): boolean => use.clock.now() - since > graceForWrongMs;
      const app = await lookAt(scene, name, service, url, release.commit, isLate);
      const look = app.well ? await lookAtConfig(scene, name, service, url, values, app.facts, isLate) : app;
      if (look.well) {
        facts[name] = look.facts;
        say(`${name}: well at ${url}.`);
        break;
      }
      if (told !== look.detail) say(look.detail);
      told = look.detail;
      if (look.final) return { kind: 'failed', code: look.code, detail: look.detail };
      await use.clock.wait(betweenMs, io.signal);
      if (io.signal.aborted || use.clock.now() - since > project.deadlines.verify - oneLookMs / 2)
        return { kind: 'failed', code: look.code, detail: look.detail };
    }
  }
  const observation = await observed(scene);
  for (const artifact of artifactsFor(release.artifacts, view.environment)) {
    const seen = observation.services.find((one) => one.service === artifact.service);
    if (seen?.state !== 'serving')
      return {
        kind: 'failed',
        code: 'verify.unhealthy',
        detail: `${artifact.service}: the target says ${seen?.state ?? 'nothing'}`,
      };
    if (seen.digest !== artifact.digest)
      return {
        kind: 'failed',
        code: 'verify.wrong-digest',
        detail: `${artifact.service}: ${seen.digest ?? 'nothing'} runs, deployed was ${artifact.digest}`,
      };
  }
  return { kind: 'succeeded', observation };
}
