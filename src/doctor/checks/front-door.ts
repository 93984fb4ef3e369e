import { defineCheck, fail, ok, warn } from '../check.ts';

export const frontDoor = defineCheck({
  id: 'front-door',
  title: 'Greenroom’s own address',
  wanted: 'Greenroom answers there, and is ready.',
  remedy: 'Start Greenroom; see that the address leads to it and that its path is not changed on the way.',
  of: ({ frontDoor: door }) => door,
  judge: (door) => {
    if (door === undefined) return warn('GitHub knows of no address: pushes are found by the poll');
    if (door.status === 200) return ok(door.url);
    if (door.status === 503)
      return fail(`${door.url} is not ready`, {
        remedy: 'Read Greenroom’s log: something that it needs does not answer.',
      });
    return fail(`${door.url} answers with ${String(door.status)}`);
  },
});
