import { defineCheck, fail, ok } from '../check.ts';

export const secretsSet = defineCheck({
  id: 'secrets-set',
  title: 'Secrets that are named',
  wanted: 'Every secret that the config and the roles name is set, as NAME or NAME_FILE.',
  remedy:
    'Set what is missing in greenroom.env or in the environment. Where that file cannot be read, ask as the user who starts Greenroom, or give it to them (chown) with chmod 600.',
  of: ({ secrets }) => secrets,
  judge: ({ named }) => {
    const missing = named.filter(({ set }) => !set);
    if (missing.length === 0) return ok(`all ${String(named.length)}`);
    return fail(missing.map(({ name, wantedBy }) => `${name} is not set (${wantedBy})`).join(' · '), {
      remedy: `Set ${missing.map(({ name }) => name).join(', ')} in greenroom.env or in the environment.`,
    });
  },
});
