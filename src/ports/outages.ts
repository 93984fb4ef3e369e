import type { Outage } from '../core/outage.ts';

/** What keeps followed branches from being looked at, and that it is over, for people to see. */
export interface Outages {
  /**
   * Says that one lasts. There is one at a time for an environment: where it is known already, only another reason for it
   * is written down.
   */
  begin(outage: Pick<Outage, 'project' | 'environment' | 'code' | 'detail' | 'since'>): Promise<void>;
  /** Says that it is over; does nothing where there is none. */
  end(project: string, environment: string): Promise<void>;
}
