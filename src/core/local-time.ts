/** Local times as people write them, and the moments that they name. The zone's rules come from outside, as offsets. */

const minute = 60_000;
const day = 24 * 60 * minute;

/** `2026-12-24T18:00` or `2026-12-24 18:00`, read as if it were UTC; undefined where no calendar has such a day or hour. */
export function wallOf(text: string): number | undefined {
  const found = /^(\d{4})-(\d\d)-(\d\d)[T ](\d\d):(\d\d)$/.exec(text);
  if (found === null) return undefined;
  const wall = Date.parse(`${text.replace(' ', 'T')}:00.000Z`);
  // 31 February would roll over into March: what does not come back as it was written is no date.
  return Number.isNaN(wall) || localText(wall) !== text.replace(' ', 'T') ? undefined : wall;
}

/** The other way round: `2026-12-24T18:00`. */
export function localText(wall: number): string {
  return new Date(wall).toISOString().slice(0, 16);
}

/**
 * The moments at which a clock on the wall shows this, in order: none in the hour that spring leaves out, two in the
 * hour that autumn has twice. `offsetAt` gives the zone's offset from UTC in minutes.
 */
export function momentsOf(wall: number, offsetAt: (moment: number) => number): readonly number[] {
  // No zone changes its clocks twice within two days, so one of the two offsets around it is the one in force.
  const around = [offsetAt(wall - day), offsetAt(wall + day)].map((offset) => wall - offset * minute);
  return [...new Set(around)].filter((moment) => moment + offsetAt(moment) * minute === wall).sort((a, b) => a - b);
}
