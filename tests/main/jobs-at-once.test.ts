import { expect, it } from 'vitest';
import { jobsAtOnce } from '../../src/main/jobs-at-once.ts';
import { config } from '../jobs/stage-cast.ts';

it('a worker that drives all of its environments has room for everybody who asks for something meanwhile', () => {
  const { advent } = config.projects;
  if (advent === undefined) throw new Error('the stage has no project');
  const projects = Object.fromEntries(Array.from({ length: 20 }, (_, one) => [`app-${one}`, advent]));
  expect(jobsAtOnce('staging', projects)).toBeGreaterThanOrEqual(20 + 4);
  expect(jobsAtOnce('production', { advent })).toBeGreaterThanOrEqual(1 + 4);
});
