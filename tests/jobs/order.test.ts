import { expect, it } from 'vitest';
import type { Artifact, Digest, Release } from '../../src/core/release.ts';
import { change } from '../../src/jobs/change.ts';
import type { Scene } from '../../src/jobs/scene.ts';
import type { ActResult, ReleaseRequest } from '../../src/ports/target.ts';

const digest: Digest = `sha256:${'1'.repeat(64)}`;
const artifact = (service: string): Artifact => ({ service, key: service, digest });
// As the ledger may give them: in no order that means anything.
const release: Release = {
  id: 'r1',
  project: 'advent',
  commit: 'a'.repeat(40),
  artifacts: [artifact('web'), artifact('worker'), artifact('api')],
};

/** Production with three services; what is asked of its target is remembered. */
function production(): { scene: Scene; asked: string[] } {
  const asked: string[] = [];
  const take =
    (what: string) =>
    (_permit: unknown, request: ReleaseRequest): Promise<ActResult> => {
      asked.push(`${what} ${request.artifacts.map((one) => one.service).join(' ')}`);
      return Promise.resolve({ ok: true, detail: '' });
    };
  const target = {
    environment: { project: 'advent', name: 'production', tier: 'production' },
    migrate: take('migrate'),
    switch: take('switch'),
    restart: take('restart'),
    rollBack: take('roll-back'),
  };
  const scene = {
    use: {
      works: { on: 'production', target: () => target },
      gate: { ask: () => Promise.resolve({ allowed: true, permit: {} }) },
    },
    view: { project: 'advent', environment: 'production', kind: 'promotion' },
    project: { services: { api: {}, worker: {}, web: {} } },
    lease: { token: 1 },
    io: { signal: new AbortController().signal },
  };
  return { scene: scene as unknown as Scene, asked };
}

it('services go forwards in the order of the config, and back the other way round', async () => {
  const { scene, asked } = production();
  for (const what of ['migrate', 'switch', 'restart', 'roll-back'] as const) await change(scene, what, release);
  expect(asked).toEqual([
    'migrate api worker web',
    'switch api worker web',
    'restart api worker web',
    'roll-back web worker api',
  ]);
});
