import { defineCheck, fail, listed, ok, seen } from '../check.ts';

export const configValid = defineCheck({
  id: 'config-valid',
  title: 'The configuration',
  wanted: 'A config file without a problem.',
  remedy: 'greenroom config check tells every problem with its remedy; greenroom init writes a first one.',
  of: ({ config }) => seen(config),
  judge: (config) => {
    if (config.ok) return ok(`projects ${Object.keys(config.value.projects).join(', ')}`);
    const [first] = config.problems;
    if (first === undefined) return fail(config.why);
    return fail(listed(config.problems.map(({ path, found }) => `${path}: ${found}`)), { remedy: first.remedy });
  },
});
