import { defineCheck, fail, ok, warn } from '../check.ts';

const gibibyte = 1024 ** 3;

export const diskSpace = defineCheck({
  id: 'disk-space',
  title: 'Space for the data folder',
  wanted: 'At least 5 GiB free: mirrors, builds, artifacts, the embedded database.',
  remedy: 'Free some space, lower retention.artifacts, or put GREENROOM_DATA_DIR on a larger disk.',
  of: ({ machine }) => machine.disk,
  judge: ({ freeBytes }) => {
    const free = `${(freeBytes / gibibyte).toFixed(1)} GiB free`;
    if (freeBytes < gibibyte) return fail(free);
    return freeBytes < 5 * gibibyte ? warn(free) : ok(free);
  },
});
