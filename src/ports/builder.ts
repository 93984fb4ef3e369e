import type { ReasonCode } from '../core/reason.ts';
import type { Artifact, Commit, Digest, Variant } from '../core/release.ts';
import type { ActIo } from './io.ts';

/** Turns a commit into artifacts, once per key. Belongs to staging's worker: production has none. */
export interface Builder {
  /** Finds what was built before, after checking that it still has its digest. Undefined: build it. */
  find(project: string, commit: Commit, service: string, variant?: BuildVariant): Promise<Artifact | undefined>;
  /** Deterministic: commit, service, hash of build config, variant. */
  key(project: string, commit: Commit, service: string, variant?: BuildVariant): string;
  /** Removes stored artifacts that are neither in `keep` nor served, and are not new. How many; `now` in epoch ms. */
  clear(keep: ReadonlySet<Digest>, now: number): Promise<number>;
  build(project: string, commit: Commit, service: string, io: ActIo, variant?: BuildVariant): Promise<BuildResult>;
}

/** One of the builds of a service that is built for each environment. The artifact says which one it is. */
export interface BuildVariant extends Variant {
  /** What the build is given besides. */
  readonly given: Readonly<Record<string, string>>;
}

export type BuildResult =
  | { readonly ok: true; readonly artifact: Artifact }
  | { readonly ok: false; readonly code: ReasonCode; readonly detail: string; readonly retry: boolean };
