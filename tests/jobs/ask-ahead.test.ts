import { expect, it } from 'vitest';
import { askAhead } from '../../src/jobs/ask-ahead.ts';
import { createDriver } from '../../src/jobs/drive.ts';
import type { Source } from '../../src/ports/source.ts';
import { type Stage, shaOf, stage } from './stage.ts';

/** The source of Ana's project, which tells what it was asked and goes on as it is. */
function listening(source: Source) {
  const asked: string[] = [];
  let heard = (): void => undefined;
  const both = new Promise<void>((resolve) => (heard = resolve));
  const hear = (what: string): void => {
    asked.push(what);
    if (asked.length === 2) heard();
  };
  const told: Source = {
    ...source,
    contains: async (project, commit, ancestor) => {
      hear(`contains ${commit.slice(0, 7)} ${ancestor.slice(0, 7)}`);
      return source.contains(project, commit, ancestor);
    },
    files: async (project, commit, folder) => {
      hear(`files ${commit.slice(0, 7)}`);
      return source.files(project, commit, folder);
    },
  };
  return { told, asked, both };
}

async function withOneLive(): Promise<Stage> {
  const it = await stage();
  await it.pushes('one');
  return it;
}

it('asks git while the build runs what the gate will want to know', async () => {
  const it = await withOneLive();
  const { use } = it.workers.staging;
  if (use.works.on !== 'staging') throw new Error('no staging worker');
  const { builder } = use.works;
  const { told, asked, both } = listening(use.source);
  let whileBuilding: string[] = [];
  const build: typeof builder.build = async (project, commit, service, io) => {
    expect(asked).toEqual([]);
    io.output('$ npm ci\n');
    await both;
    whileBuilding = [...asked];
    return builder.build(project, commit, service, io);
  };
  const works = { ...use.works, builder: { ...builder, build } };
  // Recorded by the usual worker, which begins nothing while the other has the lease.
  const lease = await use.ledger.leases.acquire({ project: 'advent', name: 'staging' });
  await it.pushes('two');
  if (lease !== undefined) await use.ledger.leases.release(lease);
  await createDriver({ ...use, source: told, works }).drive('advent', 'staging', new AbortController().signal);
  expect(await it.newest('staging')).toMatchObject({ state: 'succeeded', commit: { commit: shaOf('two') } });
  expect(whileBuilding.toSorted()).toEqual([
    `contains ${shaOf('two').slice(0, 7)} ${shaOf('one').slice(0, 7)}`,
    `files ${shaOf('two').slice(0, 7)}`,
  ]);
});

it('is no trouble where nothing can be read: the gate asks again', async () => {
  const it = await withOneLive();
  const away = (): Promise<never> => Promise.reject(new Error('the mirror is not readable'));
  const { use } = it.workers.staging;
  const source = { ...use.source, contains: away, files: away };
  await expect(askAhead({ ...use, source }, await it.newest('staging'))).resolves.toBeUndefined();
});
