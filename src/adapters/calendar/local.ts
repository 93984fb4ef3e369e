import { tzOffset } from '@date-fns/tz';
import { momentsOf, wallOf } from '../../core/local-time.ts';

const offsetIn =
  (timeZone: string) =>
  (moment: number): number =>
    tzOffset(timeZone, new Date(moment));

/** The moments that a local time names in a zone. */
export function localMoments(local: string, timeZone: string): readonly number[] {
  const wall = wallOf(local);
  return wall === undefined ? [] : momentsOf(wall, offsetIn(timeZone));
}

/** All moments at which a clock there shows what it shows at this one: itself, and its twin when the clock goes back. */
export function sameOnTheWall(moment: number, timeZone: string): readonly number[] {
  const offsetAt = offsetIn(timeZone);
  return momentsOf(moment + offsetAt(moment) * 60_000, offsetAt);
}
