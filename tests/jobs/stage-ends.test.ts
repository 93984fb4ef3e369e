import { expect, test } from 'vitest';
import { cast, config, stage } from './stage.ts';

const staging = { project: 'advent', environment: 'staging', tier: 'staging' } as const;
const cara = { discordId: cast.cara, name: 'cara' };

const brokenTools = {
  environment: { project: 'advent', name: 'staging', tier: 'staging' },
  look: () => Promise.reject(new Error('what it answers cannot be read')),
};

test.each([
  ['the config names no tools there any more', 'stage.no-tools'],
  ['it breaks each time that somebody takes it up', 'request.broken'],
] as const)('a push does not wait for ever for a tool whose worker has died, where %s', async (_, code) => {
  const here = await stage(config, 'postgres');
  await here.pushes('one');
  await here.looksAround();
  const doomed = await here.worker('staging');
  const id = await here.ledger.intents.append({
    ...staging,
    kind: 'seed',
    actor: cara,
    input: { scenario: 'draw day' },
  });
  const { works, ledger } = doomed.use;
  const cutOff = (): Promise<never> => Promise.reject(new Error('the ledger was away'));
  Object.assign(ledger, { stage: { ...ledger.stage, end: cutOff } });
  await expect(doomed.handle(id)).rejects.toThrow('the ledger was away');
  await here.pushes('two');
  expect((await here.newest('staging')).state).toBe('waiting');
  const next = await here.worker('staging');
  if (code === 'stage.no-tools') Object.assign(next.use, { works: { ...works, stageTools: () => undefined } });
  else Object.assign(next.use, { works: { ...works, stageTools: () => ({ ...brokenTools }) } });
  for (let round = 0; (await here.ledger.ledger.stage.open('advent', 'staging')).length > 0 && round < 8; round += 1)
    await next.handle(id).catch(() => undefined);
  const ends = (await here.ledger.views.audit('advent', {}, 100)).filter(({ kind }) => kind === 'stage.ended');
  expect(ends[0]?.facts).toMatchObject({ state: 'refused', code });
  await next.drive('staging');
  expect(await here.newest('staging')).toMatchObject({ number: 2, state: 'succeeded' });
});
