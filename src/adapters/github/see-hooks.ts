import { field, listAt, look, textAt } from '../../platform/ask-json.ts';
import type { Patience } from '../../platform/patience.ts';
import type { HookSeen } from '../../ports/survey.ts';
import { type GithubAccess, saidIn } from './access.ts';

/** Between two looks for the ping. */
const everyMs = 250;

type Ask = GithubAccess['ask'];

/** Epoch milliseconds at which patience ends. */
type Until = Patience & { readonly at: number };

/** Where webhooks are taken (DESIGN §9), whatever stands before it. */
export const leadsToUs = (url: string): boolean =>
  URL.canParse(url) && new URL(url).pathname.replace(/\/+$/, '').endsWith('/webhooks/github');

/**
 * Webhooks that lead to a Greenroom, with what became of a delivery that was asked for, or of the newest. An app’s
 * own webhook is the app’s; a token sees those of the repository.
 */
export async function seeHooks(
  access: GithubAccess,
  repository: string,
  patience: Patience,
): Promise<readonly HookSeen[]> {
  const until = { ...patience, at: patience.clock.now() + patience.ms };
  const its = access.kind === 'app' ? await appHook(access, until) : [];
  if (its.length > 0) return its;
  const path = `/repos/${repository}/hooks`;
  const reply = await access.ask(`${path}?per_page=100`);
  if (reply.status === 403 || reply.status === 404) {
    // An app that has no right to see them has its own, which is empty.
    if (access.kind === 'app') return [];
    throw new Error(
      `this token may not see the repository’s webhooks (${saidIn(reply)}); give it “Webhooks: read”, or look by eye at Settings, Webhooks`,
    );
  }
  const ours = listAt(reply.body).filter((hook) => leadsToUs(textAt(field(hook, 'config'), 'url')));
  return Promise.all(
    ours.map(async (hook) => {
      const one = `${path}/${String(field(hook, 'id'))}`;
      return {
        ...shape(field(hook, 'config')),
        active: field(hook, 'active') === true,
        events: listAt(field(hook, 'events')).map(String),
        delivery: await look(async () => newest(access.ask, one, until, true), patience),
      };
    }),
  );
}

async function appHook(access: GithubAccess, until: Until): Promise<readonly HookSeen[]> {
  const [config, app] = await Promise.all([access.asApp('/app/hook/config'), access.asApp('/app')]);
  if (config.status !== 200 || !leadsToUs(textAt(config.body, 'url'))) return [];
  return [
    {
      ...shape(config.body),
      active: true,
      events: listAt(field(app.body, 'events')).map(String),
      delivery: await look(async () => newest(access.asApp, '/app/hook', until, false), {
        ...until,
        ms: until.at - until.clock.now(),
      }),
    },
  ];
}

function shape(config: unknown): Pick<HookSeen, 'url' | 'json' | 'checksCertificate'> {
  return {
    url: textAt(config, 'url'),
    json: textAt(config, 'content_type') === 'json',
    checksCertificate: ![1, '1'].some((off) => field(config, 'insecure_ssl') === off),
  };
}

type Delivery = { readonly event: string; readonly status: number; readonly said: string };

/**
 * What became of a delivery that is made for it: of a ping, which GitHub offers for a repository’s webhook; of an app’s,
 * which has none, the newest if it was taken, and that one once more if it was not (it may have failed before Greenroom
 * was there, or while the ledger was slow). Where GitHub makes none in time, the newest as it is. One that comes twice
 * counts once (DESIGN §4).
 */
async function newest(ask: Ask, hook: string, { clock, at }: Until, pings: boolean): Promise<Delivery | undefined> {
  const list = async (): Promise<readonly unknown[]> => {
    const reply = await ask(`${hook}/deliveries?per_page=10`);
    if (reply.status !== 200) throw new Error(`GitHub does not show the deliveries: ${saidIn(reply)}`);
    return listAt(reply.body);
  };
  const before = await list();
  const latest = before[0];
  const known = new Set(before.map(idOf));
  const asksAnew = async (): Promise<boolean> => {
    if (pings) return (await ask(`${hook}/pings`, { method: 'POST' })).status === 204;
    if (latest === undefined || taken(latest)) return false;
    return (await ask(`${hook}/deliveries/${String(idOf(latest))}/attempts`, { method: 'POST' })).status === 202;
  };
  const isIt = (one: unknown): boolean =>
    !known.has(idOf(one)) &&
    (pings ? textAt(one, 'event') === 'ping' : textAt(one, 'guid') === textAt(latest, 'guid')) &&
    ended(one);
  const asked = await asksAnew();
  for (;;) {
    const now = asked ? await list() : before;
    const its = now.find(isIt);
    if (its !== undefined) return told(its);
    if (!asked || clock.now() + everyMs > at) return now[0] === undefined ? undefined : told(now[0]);
    await clock.wait(everyMs);
  }
}

const idOf = (delivery: unknown): number => Number(field(delivery, 'id') ?? 0);

const statusOf = (delivery: unknown): number => Number(field(delivery, 'status_code') ?? 0);

const taken = (delivery: unknown): boolean => statusOf(delivery) >= 200 && statusOf(delivery) < 300;

/** GitHub lists a delivery when it has ended; one that is under way has no time yet. */
const ended = (delivery: unknown): boolean => Date.parse(textAt(delivery, 'delivered_at')) > 0;

const told = (delivery: unknown): Delivery => ({
  event: textAt(delivery, 'event'),
  status: statusOf(delivery),
  said: textAt(delivery, 'status'),
});
