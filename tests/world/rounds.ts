import { matchesGlob } from 'node:path';

/** Stories that `npm test` tells, and `npm run check` where what they try was changed. */
interface Ground {
  /** Globs from the top of the project. */
  readonly files: readonly string[];
  /** What they try and little else does. A change there, or in the files themselves, and they are told. */
  readonly tries: readonly string[];
}

const flyed = ['src/adapters/fly/**', 'standins/fly/**'];

/**
 * A developer waits for `npm run check` before each commit, so it is under four minutes on two cores: all rules, all that
 * is pure, each step, guard, command and event, and each journey of a push and a promotion on the local target with
 * everything real. Here stands what tries the same on more ground, or a part that changes by itself. Nothing lands without
 * any of it (`.ci/run`).
 */
export const moreGround: readonly Ground[] = [
  { files: ['tests/crash/**', 'tests/faults/**'], tries: ['src/jobs/steps/**', 'src/main/**'] },
  { files: ['tests/model/**'], tries: ['src/core/**', 'src/guards/**', 'src/jobs/**'] },
  { files: ['tests/acceptance/fly*.test.ts', 'tests/adapters/fly/**', 'tests/contract/flyctl.test.ts'], tries: flyed },
  {
    files: ['tests/acceptance/frontends.test.ts', 'tests/acceptance/frontends-on-fly.test.ts'],
    tries: ['src/core/frontend.ts', 'src/config/frontend*', 'src/jobs/follow-config.ts', 'src/jobs/builds-of.ts'],
  },
  {
    files: [
      'tests/acceptance/{staging-apart,apart}.test.ts',
      'tests/adapters/postgres/roles/{staging-tries,open-roles}.test.ts',
    ],
    tries: ['src/main/apart/**', 'src/adapters/postgres/roles/**', 'src/adapters/postgres/migrations/**'],
  },
  { files: ['tests/acceptance/init*.test.ts'], tries: ['src/cli/init/**', 'standins/github/manifest.ts'] },
  { files: ['tests/acceptance/doctor.test.ts'], tries: ['src/doctor/**', 'src/main/doctor/**'] },
  { files: ['tests/examples/**'], tries: ['examples/**', 'src/kit/**'] },
  {
    files: ['tests/kit/**', 'tests/adapters/stage-tools/isolation.test.ts'],
    tries: ['src/kit/**', 'src/adapters/stage-tools/**'],
  },
  { files: ['tests/standins/page/**'], tries: ['standins/discord/**'] },
  { files: ['tests/adapters/postgres/embedded.test.ts'], tries: ['src/adapters/postgres/embedded/**'] },
  {
    files: ['tests/contract/{queue,full-store,redis-fails-over}.test.ts'],
    tries: ['src/adapters/{bullmq,postgres}/**', 'src/ports/queue.ts'],
  },
  {
    files: ['tests/adapters/local/{host,hard-times,two-services,served-before,left-behind}.test.ts'],
    tries: ['src/adapters/local/**'],
  },
  { files: ['tests/webhooks/{fuzz,flood,real-pushes}.test.ts'], tries: ['src/webhooks/**'] },
  { files: ['tests/adapters/git/{power-loss,slow-server}.test.ts'], tries: ['src/adapters/git/**'] },
];

/** What `npm run check` may leave to `npm test`, where these paths are changed. Globs. */
export function leftAfter(changed: readonly string[]): readonly string[] {
  const touches = (globs: readonly string[]): boolean =>
    changed.some((path) => globs.some((glob) => matchesGlob(path, glob)));
  return moreGround.filter(({ files, tries }) => !touches([...files, ...tries])).flatMap(({ files }) => files);
}

/** How `npm run check` says it to this run. */
export const leftOutVariable = 'GREENROOM_LEFT_OUT';

/** What this run leaves out. */
export const leftOut: readonly string[] = (process.env[leftOutVariable] ?? '')
  .split('\n')
  .filter((line) => line !== '');
