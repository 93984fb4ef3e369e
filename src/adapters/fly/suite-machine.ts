import { createHash, randomBytes } from 'node:crypto';
import type { Commit } from '../../core/release.ts';
import type { ActIo } from '../../ports/io.ts';
import type { MachineSuite } from '../../ports/project.ts';
import type { SuiteRequest, SuiteRun } from '../../ports/target.ts';
import { type BuiltImage, type ImageOrder, buildImage, foundImage } from './build-image.ts';
import { runOf } from './label-machines.ts';
import type { Machine } from './machine-shape.ts';
import { metadataOf } from './machine-shape.ts';
import { exitOf, isOver, likeServing, tellLogs, untilOver } from './one-off.ts';
import { type FlyPlace, type FlyService, serviceOf } from './place.ts';
import { FlyRefusal } from './refusal.ts';
import { suiteFolder, takeReport } from './take-report.ts';

/**
 * Runs the suite's own CMD, says how it ended, and waits until its report was taken, five minutes at most; then nothing
 * of it is left. It runs as the image's user and is the same for every suite: the words of the suite come as its
 * arguments.
 */
const wrapper = `mkdir -p "$GREENROOM_FOLDER"
trap 'rm -rf "$GREENROOM_FOLDER"' EXIT
"$@"
code=$?
echo "$code" > "$GREENROOM_FOLDER/ended"
left=300
while [ ! -e "$GREENROOM_FOLDER/taken" ] && [ "$left" -gt 0 ]; do sleep 1; left=$((left - 1)); done
exit "$code"`;

const what = 'suite';

/** A stage of a Dockerfile is an image of its own: another key and another label than the service's. */
function orderOf({ config }: FlyPlace, service: FlyService, suite: MachineSuite, commit: string): ImageOrder {
  const text = JSON.stringify(['suite', commit, service.app, config.services[service.name]?.build, suite.machine]);
  const key = createHash('sha256').update(text).digest('hex');
  return { commit, key, label: `${suite.machine}-${commit.slice(0, 12)}-${key.slice(0, 12)}`, stage: suite.machine };
}

const why = (code: NonNullable<SuiteRun['why']>['code'], detail: string): SuiteRun => ({
  ended: 'not-started',
  why: { code, detail },
});

/**
 * Runs a suite in a machine of its own beside staging's app: the Dockerfile's stage as an image, built once a commit, with
 * the app's secrets. How it ended is read from the machine's events. The report is read by `exec` while the machine waits
 * (take-report.ts): logs are refused to deploy tokens, and what is printed there is anybody's text.
 */
export async function runSuiteMachine(
  place: FlyPlace,
  suite: MachineSuite,
  { request, urls }: SuiteRequest,
  token: number,
  io: ActIo,
): Promise<SuiteRun> {
  const name = suite.service ?? Object.keys(place.config.services)[0] ?? '';
  const service = serviceOf(place, name);
  await place.apart();
  const order = orderOf(place, service, suite, request.commit);
  let image: BuiltImage | undefined = await foundImage(place, service, order, io.signal);
  if (image === undefined) {
    io.output(`Building stage ${suite.machine} of ${name}.\n`);
    const built = await buildImage(place, service, order, io);
    if (!built.ok && built.retry) throw new Error(built.detail);
    if (!built.ok) return why('test.image-failed', built.detail);
    ({ image } = built);
  }
  if (image.command.length === 0)
    return why('test.image-failed', `stage ${suite.machine} has no CMD; write one, e.g. CMD ["npm", "test"]`);
  await clearLeftovers(service, suite, io);
  return inMachine(place, service, suite, image, { commit: request.commit, urls, token }, io);
}

/** Machines of a worker that died: nobody will read their reports. */
async function clearLeftovers(service: FlyService, suite: MachineSuite, io: ActIo): Promise<void> {
  for (const machine of await service.machines.list(io.signal)) {
    const labels = metadataOf(machine) ?? {};
    if (labels['greenroom'] !== what || labels['suite'] !== suite.name) continue;
    io.output(`Machine ${machine.id} was left behind by a worker that is gone; it is removed.\n`);
    await io.fence();
    await service.machines.destroy(machine.id, io.signal);
  }
}

async function inMachine(
  place: FlyPlace,
  service: FlyService,
  suite: MachineSuite,
  image: BuiltImage,
  { commit, urls, token }: { readonly commit: Commit; readonly urls: SuiteRequest['urls']; readonly token: number },
  io: ActIo,
): Promise<SuiteRun> {
  const over = AbortSignal.timeout(suite.timeout);
  const signal = AbortSignal.any([io.signal, over]);
  const folder = suiteFolder(randomBytes(12).toString('hex'));
  const { guest, region } = likeServing(await service.machines.list(signal));
  await io.fence();
  const { id } = await service.machines.create(
    {
      image: `${place.addresses.registryHost}/${service.app}@${image.digest}`,
      auto_destroy: true,
      restart: { policy: 'no' },
      init: { entrypoint: ['/bin/sh', '-c', wrapper, 'suite'], cmd: [...image.command] },
      ...(guest === undefined ? {} : { guest }),
      env: {
        CI: '1',
        APP_ENV: 'staging',
        IS_PRODUCTION: 'false',
        GREENROOM_ENVIRONMENT: place.environment,
        GREENROOM_FOLDER: folder,
        GREENROOM_JUNIT: `${folder}/junit.xml`,
        ...Object.fromEntries(
          Object.entries(urls).map(([one, url]) => [`GREENROOM_URL_${one.toUpperCase().replaceAll('-', '_')}`, url]),
        ),
      },
      metadata: {
        greenroom: what,
        suite: suite.name,
        greenroom_token: String(token),
        environment: place.environment,
        'managed-by': 'greenroom',
        project: place.project,
        run: runOf(commit),
      },
    },
    region === undefined ? {} : { region },
    signal,
  );
  io.output(`$ ${image.command.join(' ')}   (machine ${id} of ${service.app})\n`);
  try {
    const ended = await untilSaid(place, service, id, folder, signal);
    const report = ended === 'over' ? undefined : await takeReport(service.machines, id, folder, signal);
    await tellLogs(place, service, id, io);
    const end = await untilOver(place, service, id, signal);
    const exitCode = (end === undefined ? undefined : exitOf(end)) ?? (ended === 'over' ? undefined : ended.exitCode);
    if (exitCode === undefined) return why('test.not-run', `machine ${id} is gone and did not say how it ended`);
    if (ended === 'over' && (exitCode === 126 || exitCode === 127))
      return why('test.not-run', `machine ${id} ended with ${exitCode}: stage ${suite.machine} needs /bin/sh`);
    return { ended: 'exit', exitCode, ...(report ?? { reportProblem: 'missing' }) };
  } catch (error) {
    if (!signal.aborted) throw error;
    return { ended: io.signal.aborted ? 'signal' : 'deadline' };
  } finally {
    // Gone by itself where all went well; one that is still there would go on writing to staging.
    await service.machines.destroy(id, AbortSignal.timeout(20_000)).catch((error: unknown) => {
      if (!(error instanceof FlyRefusal && error.status === 404))
        io.output(`Machine ${id} could not be removed: ${String(error)}\n`);
    });
  }
}

/** Waits until the machine has written down how the suite ended, or is over without a word. */
async function untilSaid(
  place: FlyPlace,
  { machines }: FlyService,
  id: string,
  folder: string,
  signal: AbortSignal,
): Promise<{ readonly exitCode: number } | 'over'> {
  for (let misses = 0; ;) {
    try {
      const machine: Machine = await machines.get(id, signal);
      misses = 0;
      if (isOver(machine) || exitOf(machine) !== undefined) return 'over';
      if (machine.state === 'started') {
        const said = await machines.exec(id, `cat ${folder}/ended`, signal);
        const code = /^(\d{1,3})\n$/.exec(said.stdout)?.[1];
        if (said.exitCode === 0 && code !== undefined) return { exitCode: Number(code) };
      }
    } catch (error) {
      // A machine that was just made may not be there for a moment, and one that just ended takes no command (fly.md §3).
      if (!(error instanceof FlyRefusal) || error.status === 401 || error.status === 403) throw error;
      misses += 1;
      if (misses > 5) throw error;
    }
    await place.clock.wait(place.pace.lookMs, signal);
    signal.throwIfAborted();
  }
}
