import { digestText } from '../../core/release.ts';
import type { Step } from './step.ts';
import { theRelease } from './the-release.ts';

/** Writes down that this environment has verified this release, with what was seen. */
export const evidence: Step = {
  name: 'evidence',
  deadlineMs: () => 30_000,
  late: 'step.deadline',
  run: async (scene) => {
    const { use, view, lease } = scene;
    const release = await theRelease(scene);
    const verified =
      view.steps.find((step) => step.name === 'verify' && step.state === 'succeeded') ??
      view.steps.find((step) => step.name === 'restart');
    const facts = {
      digests: release.artifacts.map(digestText),
      verify: verified?.evidence ?? {},
      suites: view.suites.map((suite) => `${suite.name}: ${suite.passed} passed, ${suite.skipped} skipped`),
    };
    await use.ledger.recordEvidence(view.project, view.environment, release.id, view.id, facts, lease);
    return { kind: 'succeeded', evidence: { release: release.id } };
  },
};
