import { appendFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { BuildFailed, buildImage } from '../../../standins/fly/build.ts';
import { Images } from '../../../standins/fly/images.ts';

/** Builds of one commit, which leave a line behind each time they are run. */
function workshop() {
  const folder = mkdtempSync(join(tmpdir(), 'build-cache-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const [source, diary] = [join(folder, 'source'), join(folder, 'diary')];
  mkdirSync(source);
  writeFileSync(diary, '');
  writeFileSync(join(source, 'page.html'), 'hello');
  const runs = (command: string): void =>
    writeFileSync(join(source, 'Dockerfile'), `FROM node\nWORKDIR /app\nCOPY . .\nARG COMMIT\nRUN ${command}\n`);
  runs(`echo built >> ${diary}`);
  let scratch = 0;
  return {
    diary,
    runs,
    edits: () => appendFileSync(join(source, 'page.html'), '!'),
    builds: async (args: Record<string, string> = { COMMIT: 'one' }, labels: Record<string, string> = {}) => {
      const said: string[] = [];
      const images = new Images(join(folder, 'world', String((scratch += 1))));
      const { digest, bytes } = await buildImage(
        images,
        join(folder, 'scratch', String(scratch)),
        { repository: 'app', source, dockerfile: join(source, 'Dockerfile'), args, labels },
        (line) => said.push(line),
      );
      const { config, layers }: { config: { digest: string }; layers: { digest: string }[] } = JSON.parse(
        bytes.toString(),
      );
      // It is in this registry, whoever built it.
      await images.blob(layers[0]?.digest ?? '');
      return { digest, said, config: (await images.blob(config.digest)).toString() };
    },
    timesBuilt: (): number => readFileSync(diary, 'utf8').split('\n').length - 1,
  };
}

test('what is built from the very same is built once, also at the same time, and labelled for each who asked', async () => {
  const here = workshop();
  const [one, two] = await Promise.all([here.builds(), here.builds({ COMMIT: 'one' }, { of: 'two' })]);
  expect(here.timesBuilt()).toBe(1);
  expect(two.config).toContain('"of":"two"');
  expect(one.config).not.toContain('"of"');
  expect((await here.builds()).digest).toBe(one.digest);
  expect(here.timesBuilt()).toBe(1);
});

test('another file, another argument or another instruction is another build', async () => {
  const here = workshop();
  const digests = new Set([(await here.builds()).digest, (await here.builds({ COMMIT: 'two' })).digest]);
  here.edits();
  digests.add((await here.builds()).digest);
  here.runs(`echo again >> ${here.diary}`);
  digests.add((await here.builds()).digest);
  expect(here.timesBuilt()).toBe(4);
  expect(digests.size).toBe(4);
});

test('a build that failed is tried again', async () => {
  const here = workshop();
  here.runs(`echo tried >> ${here.diary}; exit 1`);
  await expect(here.builds()).rejects.toThrow(BuildFailed);
  await expect(here.builds()).rejects.toThrow(BuildFailed);
  expect(here.timesBuilt()).toBe(2);
});
