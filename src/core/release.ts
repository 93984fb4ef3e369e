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
  /** Only of a service that is built for each environment: which one this is for, and what it was built with. */
  readonly variant?: Variant;
}

export interface Variant {
  /** Name of the environment. */
  readonly environment: string;
  /** Its variables as text: equal text, equal variables. Public, as all that a frontend is given. */
  readonly variables: string;
}

/** A commit with the artifact of every service. Immutable: another digest is another release. */
export interface Release {
  readonly id: string;
  readonly project: string;
  readonly commit: Commit;
  readonly artifacts: readonly Artifact[];
}

/** The artifact with the mark of the environment that it was built for, where it was built for one. */
export function asVariant({ service, key, digest }: Artifact, variant: Variant | undefined): Artifact {
  if (variant === undefined) return { service, key, digest };
  const { environment, variables } = variant;
  return { service, key, digest, variant: { environment, variables } };
}

/** `web for staging sha256:…`: one artifact, for the record. */
export function digestText({ service, digest, variant }: Artifact): string {
  return `${service}${variant === undefined ? '' : ` for ${variant.environment}`} ${digest}`;
}

/** Stable text of what a release is made of, for hashing and comparing; order of services does not matter. */
export function digestSet(artifacts: readonly Artifact[]): string {
  return artifacts
    .map(({ service, digest, variant }) => {
      // With what it was built with: a build that comes out the same from other values is another release all the same.
      const which = variant === undefined ? '' : `@${variant.environment}${variant.variables}`;
      return `${service}${which}=${digest}`;
    })
    .sort()
    .join(',');
}

/**
 * What of a release runs in an environment: of a service that is built for each of them, its own build. A release is one
 * thing all the same: its evidence and its approval are about the builds of all environments together, by digest.
 */
export function artifactsFor(artifacts: readonly Artifact[], environment: string): readonly Artifact[] {
  return artifacts
    .filter(({ variant }) => variant === undefined || variant.environment === environment)
    .map(({ service, key, digest }) => ({ service, key, digest }));
}
