/** A commit's full object name: 40 or 64 lower-case hex digits. Never a branch, tag or abbreviation. */
export type Commit = string;
/** Content address of an artifact. Artifacts are named by digest alone, never by a tag. */
export type Digest = `sha256:${string}`;

const commitShape = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/;
const digestShape = /^sha256:[0-9a-f]{64}$/;

export function isCommit(text: string): boolean {
  return commitShape.test(text);
}

export function isDigest(text: string): text is Digest {
  return digestShape.test(text);
}

/** The first seven digits, as people read them. */
export function shortCommit(commit: Commit): string {
  return commit.slice(0, 7);
}

/** One built service of a release. `key` finds it again: commit, service, hash of build config, variant. */
export interface Artifact {
  readonly service: string;
  readonly key: string;
  readonly digest: Digest;
}

/** A commit with the artifact of every service. Immutable: another digest is another release. */
export interface Release {
  readonly id: string;
  readonly project: string;
  readonly commit: Commit;
  readonly artifacts: readonly Artifact[];
}

/** Stable text of what a release is made of, for hashing and comparing; order of services does not matter. */
export function digestSet(artifacts: readonly Artifact[]): string {
  return artifacts
    .map((artifact) => `${artifact.service}=${artifact.digest}`)
    .sort()
    .join(',');
}
