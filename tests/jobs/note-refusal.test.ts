import { expect, it } from 'vitest';
import { cast, config, stage } from './stage.ts';

const tried = { project: 'advent', environment: 'production', tier: 'production', kind: 'note-refusal' } as const;
const by = (who: 'ana' | 'ben') =>
  ({ ...tried, actor: { discordId: cast[who], name: who }, command: 'deploy' }) as const;

it('C5 whoever names production by hand is on record with what was typed, once in ten minutes', async () => {
  const here = await stage(config, 'roles');
  const lines = async () =>
    (await here.ledger.views.audit('advent', {}, 50)).filter(({ kind }) => kind === 'request.refused').toReversed();
  await here.wants({ ...by('ana'), typed: 'Production' });
  expect(await lines()).toMatchObject([
    {
      environment: 'production',
      actor: cast.ana,
      facts: { code: 'environment.production-refused', operation: 'deploy', detail: '“Production” was typed' },
    },
  ]);
  await here.wants({ ...by('ana'), typed: 'prod' });
  await here.wants({ ...by('ben'), typed: 'prod' });
  expect((await lines()).map(({ actor }) => actor)).toEqual([cast.ana, cast.ben]);
  here.clock.ahead += 10 * 60_000 + 1;
  await here.wants({ ...by('ana'), typed: 'PROD' });
  expect((await lines()).map(({ actor }) => actor)).toEqual([cast.ana, cast.ben, cast.ana]);
  // And nothing else: no deployment, no effect.
  expect(await here.ledger.views.history('advent', undefined, 10)).toEqual([]);
});
