import { describe, expect, it } from 'vitest';
import type { ReleaseRequest } from '../../../src/ports/target.ts';
import { freePort } from '../../world/free-port.ts';
import { processesWith } from '../../world/processes-with.ts';
import { until } from '../../world/until.ts';
import { killsOne, preamble } from './programs.ts';
import { digestsOf, twoServices } from './two-services.ts';

type Here = Awaited<ReturnType<typeof twoServices>>;
const live = (here: Here, request: ReleaseRequest) => here.switches(request, 1, 'production');

/** The commit that answers at this port; undefined while none does. */
async function at(port: number): Promise<string | undefined> {
  try {
    const answer = await fetch(`http://127.0.0.1:${port}/version`, { headers: { connection: 'close' } });
    const said: { readonly commit?: string } = answer.ok ? JSON.parse(await answer.text()) : {};
    return said.commit;
  } catch {
    return undefined;
  }
}

/** Production serves version one; who answered at each service’s port. At /hold its api begins an answer, and no more. */
async function production() {
  const here = await twoServices();
  const local = here.place('production').config.services['api']?.build.local;
  const code = `${preamble} listen(({ url }, response) =>
    url === '/hold' ? response.write('held') : response.end(JSON.stringify({ commit: claims })));
    if (exitsAtStart) process.exit(3);`;
  Object.assign(local ?? {}, { start: ['node', '-e', code] });
  const one = await here.releases('one', { api: { claims: 'api of one' } });
  expect(await live(here, one)).toMatchObject({ ok: true });
  const { api, web } = here.ports;
  const commits = { api: await at(api), web: await at(web) };
  expect(commits.api).not.toBe(commits.web);
  return { here, one, api, web, commits };
}

describe('a config change gives each of two services the other’s port', () => {
  it('both serve there when it is done, and nobody serves anywhere else', async () => {
    const { here, one, api, web, commits } = await production();
    here.movesTo({ api: web, web: api });
    expect(await live(here, one), here.printed()).toMatchObject({ ok: true });
    expect([await at(web), await at(api)]).toEqual([commits.api, commits.web]);
    expect(await here.serves()).toEqual(digestsOf(one));
    // The twin: and back.
    here.movesTo({ api, web });
    expect(await live(here, one), here.printed()).toMatchObject({ ok: true });
    expect([await at(api), await at(web)]).toEqual([commits.api, commits.web]);
  });

  it('and a new version, of which the web cannot start: the old one goes on, each service at the port that the config gives it', async () => {
    const { here, one, api, web, commits } = await production();
    const two = await here.releases('two', { web: { exitsAtStart: true } });
    here.movesTo({ api: web, web: api });
    expect(await live(here, two)).toMatchObject({ ok: false, code: 'switch.exited' });
    expect(await here.serves()).toEqual(digestsOf(one));
    expect([await at(web), await at(api)]).toEqual([commits.api, commits.web]);
  });

  it('and a new version, of which the api cannot start: nothing has moved', async () => {
    const { here, one, api, web, commits } = await production();
    const two = await here.releases('two', { api: { exitsAtStart: true } });
    here.movesTo({ api: web, web: api });
    expect(await live(here, two)).toMatchObject({ ok: false, code: 'switch.exited' });
    expect(await here.serves()).toEqual(digestsOf(one));
    expect([await at(api), await at(web)]).toEqual([commits.api, commits.web]);
  });

  it('the host dies afterwards: the next one serves each at its new port', async () => {
    const { here, one, api, web, commits } = await production();
    here.movesTo({ api: web, web: api });
    await live(here, one);
    const hosts = (): number[] => processesWith(`bin/host.js\0${here.dataDir}\0advent\0production`);
    killsOne(hosts());
    await until('it is dead', () => hosts().length === 0);
    await here.serves();
    await until('both serve again', async () => (await at(web)) === commits.api && (await at(api)) === commits.web);
  });

  it('the second service moves on to a third port: the first has its place', async () => {
    const { here, one, api, web, commits } = await production();
    const third = await freePort();
    here.movesTo({ api: web, web: third });
    expect(await live(here, one), here.printed()).toMatchObject({ ok: true });
    expect([await at(web), await at(third)]).toEqual([commits.api, commits.web]);
    await until('nobody answers where the api was', async () => (await at(api)) === undefined);
  });
});

describe('a config change gives the second service the port that the first one leaves', () => {
  it('both move, though the first one’s old version still has something in hand', async () => {
    const { here, one, api, commits } = await production();
    const third = await freePort();
    const held = await fetch(`http://127.0.0.1:${api}/hold`);
    here.movesTo({ api: third, web: api });
    expect(await live(here, one), here.printed()).toMatchObject({ ok: true });
    expect([await at(third), await at(api)]).toEqual([commits.api, commits.web]);
    await held.body?.cancel();
  });
});

describe('a service that serves nowhere yet is given the port on which another one serves', () => {
  it('is refused: it has no port to give for it; the words say who is there and what comes first', async () => {
    const here = await twoServices();
    const one = await here.releases('one');
    const [api, web] = one.artifacts;
    if (api === undefined || web === undefined) throw new Error('nothing was built');
    expect(await live(here, { ...one, artifacts: [web] })).toMatchObject({ ok: true });
    const { ports } = here;
    here.movesTo({ api: ports.web, web: ports.api });
    const result = await live(here, one);
    expect(result).toMatchObject({ ok: false, code: 'switch.unhealthy' });
    expect(result.detail).toContain(`web of this environment still listens on 127.0.0.1:${ports.web}`);
    expect(result.detail).toContain('bring web to its new port first');
    // As it says.
    expect(await live(here, { ...one, artifacts: [web] })).toMatchObject({ ok: true });
    expect(await live(here, one), here.printed()).toMatchObject({ ok: true });
  });
});
