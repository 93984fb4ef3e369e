import type { Gate } from '../guards/gate.ts';
import type { GateUse } from '../guards/gate-use.ts';
import type { Builder } from '../ports/builder.ts';
import type { Doctor } from '../ports/doctor.ts';
import type { Doorbell } from '../ports/doorbell.ts';
import type { Probe } from '../ports/probe.ts';
import type { Queue, QueueName } from '../ports/queue.ts';
import type { ReportReader } from '../ports/report.ts';
import type { StageTools } from '../ports/stage-tools.ts';
import type { DisposableTarget, Target } from '../ports/target.ts';

/** Text comes in as it is printed, and out without control codes and secrets; `end` gives what was held back. */
export interface LogFilter {
  write(chunk: string): string;
  end(): string;
}

/**
 * What a worker acts with. A worker of one tier holds the targets of that tier alone, so the staging worker has no
 * object through which production could be reached; production's target has no `exercise`, and there are no stage tools.
 */
export interface Use extends GateUse {
  readonly gate: Gate;
  readonly queue: Queue;
  readonly probe: Probe;
  readonly report: ReportReader;
  readonly doorbell: Pick<Doorbell, 'ring'>;
  readonly newFilter: () => LogFilter;
  readonly doctor: Doctor;
  /** Epoch-free name of this worker, for logs. */
  readonly works: Works;
}

export type Works =
  | {
      readonly on: Extract<QueueName, 'staging'>;
      readonly builder: Builder;
      /** How many of the newest artifacts of each service and environment stay. */
      readonly keepsArtifacts: number;
      readonly target: (project: string, environment: string) => DisposableTarget<'staging'>;
      /** Undefined: the environment's app has none. */
      readonly stageTools: (project: string, environment: string) => StageTools<'staging'> | undefined;
    }
  | {
      readonly on: Extract<QueueName, 'production'>;
      readonly target: (project: string, environment: string) => Target<'production'>;
    };
