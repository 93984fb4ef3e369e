/** What the stand-in keeps; shapes are those of the Machines API (reference: Fly's docs, “Machines API”). */
export type Digest = `sha256:${string}`;

export interface Organisation {
  readonly slug: string;
}

export interface App {
  readonly name: string;
  readonly organisation: string;
  /** Its public address, which the stand-in answers at itself. */
  readonly url: string;
  readonly secrets: Map<string, string>;
}

export interface Token {
  readonly text: string;
  /** `personal` is what somebody who is logged in has: it alone can make others (chrismccord/fly_deploy #13). */
  readonly kind: 'deploy' | 'org' | 'readonly' | 'personal';
  /** Of a deploy token. */
  readonly app?: string;
  readonly organisation: string;
  /** Epoch milliseconds; for ever where left out. */
  readonly expires?: number;
}

export interface CheckConfig {
  readonly type: string;
  readonly path?: string;
}

export interface ServiceConfig {
  readonly internal_port: number;
  readonly autostart?: boolean;
  readonly autostop?: string | boolean;
  readonly checks?: readonly CheckConfig[];
}

export interface MachineConfig {
  readonly image: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly init?: { readonly cmd?: readonly string[]; readonly entrypoint?: readonly string[] };
  readonly metadata?: Readonly<Record<string, string>>;
  readonly services?: readonly ServiceConfig[];
  readonly checks?: Readonly<Record<string, CheckConfig>>;
  readonly restart?: { readonly policy?: string };
  readonly auto_destroy?: boolean;
  /** Ids of the machines in whose place it is started when their host fails. */
  readonly standbys?: readonly string[];
  readonly guest?: object;
}

export interface MachineEvent {
  readonly type: string;
  readonly status: string;
  readonly source: string;
  readonly timestamp: number;
  readonly request?: { readonly exit_event: { readonly exit_code?: number; readonly requested_stop: boolean } };
}

export interface Release {
  readonly id: string;
  readonly app: string;
  readonly version: number;
  readonly image: string;
  status: string;
  readonly strategy: string;
}

/** A refusal as Fly words it. */
export class Refused extends Error {
  readonly status: number;
  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}
