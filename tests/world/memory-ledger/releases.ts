import { digestSet } from '../../../src/core/release.ts';
import type { Ledger } from '../../../src/ports/ledger.ts';
import { type Shelf, auditOn, changed, idOn, rowOn, rowsOf } from './shelf.ts';

type Part = Pick<
  Ledger,
  | 'artifact'
  | 'keptDigests'
  | 'recordArtifact'
  | 'recordRelease'
  | 'release'
  | 'setRelease'
  | 'verified'
  | 'recordEvidence'
  | 'knownGood'
  | 'live'
  | 'recordObservation'
  | 'configPrint'
  | 'configPrintOf'
>;

function succeeded(shelf: Shelf, project: string, environment: string) {
  return [...shelf.deployments.values()]
    .filter(
      (row) =>
        row.project === project &&
        row.environment === environment &&
        row.state === 'succeeded' &&
        row.kind !== 'verification',
    )
    .sort((a, b) => b.number - a.number);
}

export function liveOn(shelf: Shelf, project: string, environment: string) {
  for (const row of succeeded(shelf, project, environment)) {
    const release = row.release === undefined ? undefined : shelf.releases.get(row.release);
    if (release !== undefined) return { release, deployment: row.id, number: row.number };
  }
  return undefined;
}

export function releasesOn(shelf: Shelf): Part {
  const evidenceOf = (project: string, environment: string) =>
    shelf.evidence.filter((one) => one.project === project && one.environment === environment).toReversed();
  return {
    artifact: async (key) => shelf.artifacts.get(key),
    keptDigests: async () => new Set([...shelf.artifacts.values()].map(({ digest }) => digest)),
    recordArtifact: async (artifact) => void shelf.artifacts.set(artifact.key, artifact),
    recordRelease: async (project, commit, artifacts) => {
      const there = [...shelf.releases.values()].find(
        (one) => one.project === project && one.commit === commit && digestSet(one.artifacts) === digestSet(artifacts),
      );
      if (there !== undefined) return there;
      const release = { id: idOn(shelf), project, commit, artifacts };
      shelf.releases.set(release.id, release);
      return release;
    },
    release: async (id) => shelf.releases.get(id),
    setRelease: async (id, release, lease) => {
      const row = rowOn(shelf, id, lease);
      row.release = release.id;
      row.artifacts = release.artifacts;
      changed(shelf, row);
    },
    verified: async (project, environment) => {
      const [newest] = evidenceOf(project, environment);
      const release = newest && shelf.releases.get(newest.release);
      return newest && release && { release, at: newest.at, deployment: newest.deployment };
    },
    recordEvidence: async (project, environment, release, deployment, facts, lease) => {
      rowOn(shelf, deployment, lease);
      if (shelf.evidence.some((one) => one.deployment === deployment && one.release === release)) return;
      shelf.evidence.push({ project, environment, release, deployment, at: shelf.clock.now() });
      const since = shelf.deployments.get(deployment)?.startedAt ?? 0;
      for (const row of rowsOf(shelf, project, environment))
        if (row.release === release && row.played !== undefined && row.played.at < since) {
          delete row.played;
          changed(shelf, row);
        }
      auditOn(shelf, { kind: 'release.verified', project, environment, deployment, facts: { release, ...facts } });
    },
    knownGood: async (project, environment, except) => {
      const seen = new Set<string>();
      return evidenceOf(project, environment).flatMap(({ release: id, deployment }) => {
        const release = shelf.releases.get(id);
        if (release === undefined || id === except || seen.has(id)) return [];
        seen.add(id);
        return [{ release, deployment, number: shelf.deployments.get(deployment)?.number ?? 0 }];
      });
    },
    live: async (project, environment) => liveOn(shelf, project, environment),
    recordObservation: async (project, environment, observation) =>
      void shelf.observations.set(`${project}/${environment}`, observation),
    configPrintOf: async (id) => shelf.deployments.get(id)?.configPrint,
    configPrint: async (project, environment) =>
      succeeded(shelf, project, environment).find((row) => row.configPrint !== undefined)?.configPrint,
  };
}
