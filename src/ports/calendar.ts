import type { Windows } from '../core/freeze.ts';
import type { ProjectConfig } from './project.ts';

/** The config's rules about when production may change. */
export type FreezeRules = Pick<ProjectConfig['promote'], 'freezes' | 'open' | 'timeZone'>;

/** Rules and local times of real zones, as moments. It knows the rules of time zones, never what time it is. */
export interface Calendar {
  /**
   * All windows that hold `at` or begin within about two months after it, and at least the next one of each rule.
   * Throws an Error that names the rule where one cannot be evaluated.
   */
  around(rules: FreezeRules, at: number): Windows;
  /** The moments that a local time such as `2026-12-24 18:00` names there: none, one, or two where the clock goes back. */
  moments(local: string, timeZone: string): readonly number[];
}
