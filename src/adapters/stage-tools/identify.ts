import { applicationToPrint, printOf } from '../../kit/wire.ts';
import type { AppIdentity } from '../../core/isolation.ts';
import type { Said } from '../../ports/stage-tools.ts';
import { identity, refusal } from './answers.ts';
import { type AppPlace, askApp } from './ask.ts';

/** Each print is slow on purpose, and an app has a dozen. */
const deadlineMs = 15_000;

/**
 * What an app is connected to, as prints made with this installation's key. Reads only; the same for every tier.
 * `discordApplication` is the one of the config, if any, of which a print is made here and compared.
 */
export async function identifyApp(
  place: AppPlace,
  printKey: string,
  signal: AbortSignal,
  discordApplication?: string,
): Promise<Said<AppIdentity>> {
  const answer = await askApp(place, '/_greenroom/identity', { printKey }, deadlineMs, signal);
  if (!answer.reached)
    return { ok: false, code: answer.believed ? 'stage.unreachable' : 'stage.not-believed', detail: answer.detail };
  const parsed = identity.safeParse(answer.body);
  if (!parsed.success || answer.status !== 200) {
    // In its own words, where it has some: a clock that is wrong, another name of the environment.
    const said = refusal.safeParse(answer.body).data?.message;
    const what = said === undefined ? ', and not who it is' : `: ${said}`;
    return { ok: false, code: 'stage.not-believed', detail: `it answered ${answer.status}${what}` };
  }
  const { environment, tier, prints, guilds } = parsed.data;
  return {
    ok: true,
    value: {
      environment,
      isProduction: tier === 'production',
      prints,
      ...(guilds === undefined ? {} : { guilds: guilds ?? 'unknown' }),
      ...(discordApplication === undefined
        ? {}
        : { application: await compared(prints['discordApplication'], printKey, discordApplication) }),
    },
  };
}

async function compared(
  said: string | undefined,
  printKey: string,
  id: string,
): Promise<NonNullable<AppIdentity['application']>> {
  if (said === undefined) return 'not-named';
  const wanted = await printOf(Buffer.from(printKey, 'base64url'), applicationToPrint(id));
  return said === wanted ? 'as-configured' : 'another';
}
