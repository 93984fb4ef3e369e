import {
  chmodSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { withAtHand } from '../../../src/adapters/local/at-hand.ts';
import { placesOf } from '../../../src/adapters/local/host/places.ts';
import { removeTree } from '../../../src/adapters/local/remove-tree.ts';
import { treeOf } from '../../../src/adapters/local/store.ts';
import type { Digest } from '../../../src/core/release.ts';
import type { ReleaseRequest } from '../../../src/ports/target.ts';
import { SmallDisk } from '../../faults/small-disk.ts';
import { processesIn } from '../../world/processes-in.ts';
import { until } from '../../world/until.ts';
import { localStage } from './stage.ts';

const digestOf = (request: ReleaseRequest): Digest => request.artifacts[0]?.digest ?? 'sha256:';

async function stage() {
  const here = await localStage();
  const { ownDir } = here.place('production');
  const store = join(ownDir, 'artifacts');
  return {
    ...here,
    ownDir,
    promotes: (request: ReleaseRequest, token = 1) => here.switches(request, token, 'production'),
    /** As whoever has taken over staging's worker could: what is stored for everybody is another program. */
    changesWhatIsStored: (request: ReleaseRequest): void => {
      const file = join(treeOf(here.dataDir, digestOf(request)), 'server.js');
      chmodSync(file, 0o644);
      writeFileSync(file, `${readFileSync(file, 'utf8')}\n// changed`);
    },
    /** Two hours pass. */
    aged: (): void => {
      const then = new Date(Date.now() - 2 * 60 * 60_000);
      for (const name of existsSync(store) ? readdirSync(store) : []) utimesSync(join(store, name), then, then);
    },
    copies: (): readonly string[] => (existsSync(store) ? readdirSync(store).map((name) => `sha256:${name}`) : []),
  };
}

describe('production', () => {
  it('starts from a copy of its own: what is stored may be changed afterwards, and it starts again as it was', async () => {
    const here = await stage();
    const one = await here.builds('one');
    expect(await here.promotes(one)).toMatchObject({ ok: true });
    here.changesWhatIsStored(one);
    const app = `${here.ownDir}/artifacts/${digestOf(one).slice(7)}`;
    const [pid] = processesIn(app);
    if (pid === undefined) throw new Error('nothing runs from its copy');
    process.kill(pid, 'SIGKILL');
    await until('another one serves', async () => {
      const [now] = processesIn(app);
      return now !== undefined && now !== pid && (await here.version('production')) !== undefined;
    });
    expect(await here.version('production')).toMatchObject({ commit: one.commit });
  });

  it('takes nothing along that is not what was approved, and keeps nothing of it', async () => {
    const here = await stage();
    const one = await here.builds('one');
    here.changesWhatIsStored(one);
    expect(await here.promotes(one)).toMatchObject({ ok: false, code: 'switch.artifact-damaged' });
    expect(here.copies()).toEqual([]);
  });

  it('takes nothing along that has a link to elsewhere in it', async () => {
    const here = await stage();
    const one = await here.builds('one');
    const tree = treeOf(here.dataDir, digestOf(one));
    chmodSync(tree, 0o755);
    symlinkSync('/etc/passwd', join(tree, 'users'));
    expect(await here.promotes(one)).toMatchObject({
      ok: false,
      code: 'switch.artifact-damaged',
      detail: expect.stringContaining('leads out of the tree'),
    });
    expect(here.copies()).toEqual([]);
  });

  it('opens nothing of its own to others where a link stands for what is stored', async () => {
    const here = await stage();
    const one = await here.builds('one');
    const secrets = join(here.ownDir, 'secrets');
    const file = join(secrets, 'values');
    mkdirSync(secrets, { mode: 0o700 });
    writeFileSync(file, 'production’s', { mode: 0o600 });
    const tree = treeOf(here.dataDir, digestOf(one));
    for (const to of [secrets, file]) {
      await removeTree(tree);
      symlinkSync(to, tree);
      expect(await here.promotes(one)).toMatchObject({ ok: false, code: 'switch.artifact-damaged' });
      expect([secrets, file].map((path) => statSync(path).mode & 0o777)).toEqual([0o700, 0o600]);
    }
    expect(here.copies()).toEqual([]);
  });

  it('keeps a copy that another change has in hand, also when nothing serves it', async () => {
    const here = await stage();
    const place = here.place('production');
    const [one, two] = [await here.builds('one'), await here.builds('two')];
    const begun = Promise.withResolvers<void>();
    const goesOn = Promise.withResolvers<void>();
    const done = { ok: true, detail: 'done' } as const;
    const first = withAtHand(place, one.artifacts, here.io(), async () => {
      begun.resolve();
      await goesOn.promise;
      return done;
    });
    await begun.promise;
    here.aged();
    await withAtHand(place, two.artifacts, here.io(), async () => done);
    expect([...here.copies()].toSorted()).toEqual([digestOf(one), digestOf(two)].toSorted());
    goesOn.resolve();
    await first;
    here.aged();
    await withAtHand(place, two.artifacts, here.io(), async () => done);
    expect(here.copies()).toEqual([digestOf(two)]);
  });

  it('makes one copy where two changes take the same along at once', async () => {
    const here = await stage();
    const one = await here.builds('one');
    const done = { ok: true, detail: 'done' } as const;
    const both = [1, 2].map(() =>
      withAtHand(here.place('production'), [...one.artifacts], here.io(), async () => done),
    );
    expect(await Promise.all(both)).toEqual([done, done]);
    expect(here.copies()).toEqual([digestOf(one)]);
  });

  it('makes a copy anew that somebody has changed after all', async () => {
    const here = await stage();
    const one = await here.builds('one');
    await here.promotes(one);
    const file = join(treeOf(here.ownDir, digestOf(one)), 'server.js');
    chmodSync(file, 0o644);
    writeFileSync(file, 'changed');
    expect(await here.promotes(await here.builds('two'))).toMatchObject({ ok: true });
    expect(await here.promotes(one)).toMatchObject({ ok: true });
    expect(readFileSync(file, 'utf8')).not.toBe('changed');
  });

  it('keeps the copies of what it serves and has served before that, and no older ones', async () => {
    const here = await stage();
    const digests: Digest[] = [];
    for (const name of ['one', 'two', 'three', 'four']) {
      const request = await here.builds(name);
      digests.push(digestOf(request));
      here.aged();
      expect(await here.promotes(request)).toMatchObject({ ok: true });
    }
    // Three served when four came, and two before that.
    expect([...here.copies()].toSorted()).toEqual(digests.slice(1).toSorted());
  });

  it('is not held up by a state of staging’s that cannot be read: then all copies stay', async () => {
    const here = await stage();
    const { folder, stateFile } = placesOf(here.dataDir, 'advent', 'staging');
    mkdirSync(folder, { recursive: true });
    writeFileSync(stateFile, '{"token":');
    expect(await here.promotes(await here.builds('one'))).toMatchObject({ ok: true });
  });

  it.skipIf(!SmallDisk.isPossible())(
    'says so where there is no room for its copy, and serves what it served',
    async () => {
      const here = await stage();
      const disk = SmallDisk.at(join(here.ownDir, 'artifacts'), 1);
      onTestFinished(() => disk.remove());
      disk.fillsUp();
      const one = await here.builds('one');
      expect(await here.promotes(one)).toMatchObject({
        ok: false,
        code: 'switch.no-space',
        detail: expect.stringContaining('No space left'),
      });
      disk.isFreed();
      expect(here.copies()).toEqual([]);
    },
  );
});
