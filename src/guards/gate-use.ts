import type { PeopleMap } from '../core/authorship.ts';
import type { Written } from '../core/constraints.ts';
import type { RoleName } from '../core/may.ts';
import type { Calendar } from '../ports/calendar.ts';
import type { Clock } from '../ports/clock.ts';
import type { Forge } from '../ports/forge.ts';
import type { Ledger } from '../ports/ledger.ts';
import type { Log } from '../ports/log.ts';
import type { People } from '../ports/people.ts';
import type { ConfigFile } from '../ports/project.ts';
import type { Source } from '../ports/source.ts';
import type { SqlReader } from '../ports/sql.ts';
import type { Commit } from '../core/release.ts';
import type { Identify } from '../ports/stage-tools.ts';
import type { TargetObservation } from '../ports/target.ts';

/** What the gate reads facts from. All of it is asked at the moment of the question; nothing is cached. */
export interface GateUse {
  readonly ledger: Ledger;
  readonly people: People;
  readonly source: Source;
  readonly sql: SqlReader;
  readonly forge: Forge;
  readonly calendar: Calendar;
  readonly clock: Clock;
  readonly log: Log;
  readonly projects: ConfigFile['projects'];
  /** GitHub login → Discord user id, for barring authors. */
  readonly logins: PeopleMap;
  readonly roles: Readonly<Record<RoleName, string>>;
  /** Config key name → keyed print of its value, as this process knows the environment. */
  readonly configPrint: (project: string, environment: string) => Readonly<Record<string, string>>;
  /** What the commit's own files say of each service's constraints, for staging and for production. */
  readonly written: (project: string, commit: Commit) => Promise<Readonly<Record<string, Written>>>;
  /** Asks an environment's own app what it is connected to. */
  readonly identify: Identify;
  /** The one server that staging's Discord application may be in. */
  readonly testServer: (project: string, environment: string) => string;
  readonly observe: (project: string, environment: string, signal: AbortSignal) => Promise<TargetObservation>;
}
