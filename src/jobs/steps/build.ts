import { type Artifact, digestText } from '../../core/release.ts';
import { askAhead } from '../ask-ahead.ts';
import { buildsOf } from '../builds-of.ts';
import type { Step } from './step.ts';

/** Builds each service once, or once for each environment: what an earlier try built is found again by its key. */
export const build: Step = {
  name: 'build',
  deadlineMs: (project) => project.deadlines.build,
  late: 'build.deadline',
  run: async ({ use, view, project, lease, io, say }) => {
    if (use.works.on !== 'staging')
      return { kind: 'failed', code: 'environment.production-refused', detail: 'production never builds' };
    const { builder } = use.works;
    const artifacts: Artifact[] = [];
    let reused = 0;
    let asked: Promise<void> | undefined;
    const output = (chunk: string): void => {
      io.output(chunk);
      // After the first command was started, which nothing may hold up.
      asked ??= Promise.resolve().then(() => askAhead(use, view));
    };
    for (const { service, variant } of buildsOf(project)) {
      const called = variant === undefined ? service : `${service} for ${variant.environment}`;
      const found = await builder.find(view.project, view.commit.commit, service, variant);
      if (found !== undefined) {
        say(`${called}: found what was built before, ${found.digest}.`);
        await use.ledger.recordArtifact(found, view.commit.commit, view.project);
        artifacts.push(found);
        reused += 1;
        continue;
      }
      say(`${called}: building ${view.commit.commit}.`);
      await io.fence();
      const result = await builder.build(view.project, view.commit.commit, service, { ...io, output }, variant);
      if (!result.ok) return { kind: result.retry ? 'errored' : 'failed', code: result.code, detail: result.detail };
      await use.ledger.recordArtifact(result.artifact, view.commit.commit, view.project);
      artifacts.push(result.artifact);
    }
    const release = await use.ledger.recordRelease(view.project, view.commit.commit, artifacts);
    await use.ledger.setRelease(view.id, release, lease);
    return {
      kind: 'succeeded',
      evidence: {
        release: release.id,
        reused,
        digests: artifacts.map(digestText),
      },
    };
  },
};
