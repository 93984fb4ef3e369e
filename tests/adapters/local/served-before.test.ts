import { statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { localStage } from './stage.ts';

describe('the same artifact with other values', () => {
  it('is started with them; with the same values it is left alone', async () => {
    const here = await localStage();
    const one = await here.builds('one');
    await here.switches(one);
    here.greets('good evening');
    expect(await here.switches(one)).toMatchObject({ ok: true, detail: 'switched' });
    expect(here.greeting()).toBe('good evening');
    await here.switches(one);
    expect(here.printed()).toContain('this version serves already');
  });

  it('goes back to the values that served before, though the config does not have them any more', async () => {
    const here = await localStage();
    const one = await here.builds('one');
    await here.switches(one);
    here.greets('good evening');
    await here.switches(one);
    expect(await here.goesBack({ ...one, asBefore: true })).toMatchObject({ ok: true });
    expect(here.greeting()).toBe('hello');
    const kept = join(here.place('staging').ownDir, 'served-before/advent/staging.json');
    expect(statSync(kept).mode & 0o777).toBe(0o600);
  });

  it('still knows them where the change was begun again after a death, and where going back was', async () => {
    const here = await localStage();
    const one = await here.builds('one');
    await here.switches(one);
    here.greets('good evening');
    for (let tries = 0; tries < 3; tries += 1) await here.switches(one);
    for (let tries = 0; tries < 3; tries += 1) {
      expect(await here.goesBack({ ...one, asBefore: true })).toMatchObject({ ok: true });
      expect(here.greeting()).toBe('hello');
    }
  });

  it('goes back by somebody’s /rollback with the config as it is', async () => {
    const here = await localStage();
    const one = await here.builds('one');
    await here.switches(one);
    here.greets('good evening');
    await here.switches(await here.builds('two'));
    expect(await here.goesBack(one)).toMatchObject({ ok: true });
    expect(here.greeting()).toBe('good evening');
  });
});

describe('another artifact with other values', () => {
  it('goes back to the earlier artifact with the earlier values', async () => {
    const here = await localStage();
    const one = await here.builds('one');
    await here.switches(one);
    here.greets('good evening');
    await here.switches(await here.builds('two'));
    expect(await here.goesBack({ ...one, asBefore: true })).toMatchObject({ ok: true });
    expect(here.greeting()).toBe('hello');
    expect((await here.version())?.commit).toBe(one.commit);
  });
});
