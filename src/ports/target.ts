import type { Constraints } from '../core/constraints.ts';
import type { Environment, NonProduction, Tier } from '../core/environment.ts';
import type { Leftover } from '../core/leftover.ts';
import type { Permit } from '../core/permit.ts';
import type { ReasonCode } from '../core/reason.ts';
import type { Artifact, Commit, Digest } from '../core/release.ts';
import type { ActIo } from './io.ts';

/** What was last seen of one service. `unknown` is never taken for well. */
export interface ServiceObservation {
  readonly service: string;
  readonly state: 'serving' | 'down' | 'mixed' | 'unknown' | 'never-deployed';
  /** Digest of what serves now, read from the target, not from our records. */
  readonly digest?: Digest;
  /** Public address, without a trailing slash. */
  readonly url: string;
  readonly detail?: string;
  /** Under which its processes run, where the target can say it. */
  readonly constraints?: Constraints;
}

export interface TargetObservation {
  readonly services: readonly ServiceObservation[];
  /** Epoch milliseconds. */
  readonly at: number;
}

export type ActResult =
  | { readonly ok: true; readonly detail: string }
  /** `retry` where something broke on the way, rather than being refused by what was deployed. */
  | { readonly ok: false; readonly code: ReasonCode; readonly detail: string; readonly retry: boolean };

export interface ReleaseRequest {
  readonly commit: Commit;
  /** In the order in which services are switched. */
  readonly artifacts: readonly Artifact[];
  /**
   * For going back from a change that was not well: with the values that served before it, as far as the target keeps
   * them, and not with what the config says now.
   */
  readonly asBefore?: boolean;
}

/**
 * How one environment is driven. Every effect needs a Permit of its operation and tier, spent at the moment of the
 * effect with the digests and lease token it names. `in out` is needed: methods are bivariant, and without it
 * Target<'production'> would widen to Target<Tier> (recipes §7).
 */
export interface Target<in out T extends Tier> {
  readonly environment: Environment<T>;
  observe(signal: AbortSignal): Promise<TargetObservation>;
  migrate(permit: Permit<'migrate', T>, request: ReleaseRequest, token: number, io: ActIo): Promise<ActResult>;
  /** The old version serves until the new one is healthy. After a failure the old one still serves. */
  switch(permit: Permit<'switch', T>, request: ReleaseRequest, token: number, io: ActIo): Promise<ActResult>;
  /** Starts the same artifacts afresh. */
  restart(permit: Permit<'restart', T>, request: ReleaseRequest, token: number, io: ActIo): Promise<ActResult>;
  /** Like switch, without migrations, to an earlier artifact. */
  rollBack(permit: Permit<'roll-back', T>, request: ReleaseRequest, token: number, io: ActIo): Promise<ActResult>;
}

/** Adds what may be done only where there is nobody to protect. Its type argument cannot be production. */
export interface DisposableTarget<in out T extends NonProduction> extends Target<T> {
  /** Runs a suite of the pushed code against this environment; the suite may write what it likes there. */
  exercise(permit: Permit<'exercise', T>, suite: SuiteRequest, token: number, io: ActIo): Promise<SuiteRun>;
  /** What is there and nothing needs. Reads only; `keep` are artifacts that are needed. Rejects where it is not known. */
  leftovers(keep: ReadonlySet<Digest>, signal: AbortSignal): Promise<readonly Leftover[]>;
  /** Removes those of them that nothing needs still, each told through the output as it goes. */
  cleanUp(permit: Permit<'clean-up', T>, what: CleanUpRequest, token: number, io: ActIo): Promise<ActResult>;
}

export interface CleanUpRequest {
  /** What serves, for the permit; nothing of it is touched. */
  readonly artifacts: readonly Artifact[];
  readonly left: readonly Leftover[];
}

export type TargetFor<T extends Tier> = [T] extends [NonProduction] ? DisposableTarget<T> : Target<T>;

export interface SuiteRequest {
  readonly name: string;
  /** Names this run: the same where a step is tried again, another one for every deployment. */
  readonly run: string;
  readonly request: ReleaseRequest;
  /** Service → public address; handed to the suite as GREENROOM_URL_<SERVICE>. */
  readonly urls: Readonly<Record<string, string>>;
}

/** How the suite's process ended, and its JUnit report where it left one (at most 10 MiB are read). */
export interface SuiteRun {
  readonly ended: 'exit' | 'signal' | 'deadline' | 'not-started';
  readonly exitCode?: number;
  readonly report?: string;
  readonly reportProblem?: 'missing' | 'too-large';
  /** Where it never came to an end of its own: why, which says more than the missing report. */
  readonly why?: { readonly code: ReasonCode; readonly detail: string };
}

/** Runs one suite of the pushed code against an environment's addresses, wherever its config says. */
export type Exercise = (suite: SuiteRequest, token: number, io: ActIo) => Promise<SuiteRun>;
