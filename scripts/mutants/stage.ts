import type { Mutant } from './mutant.ts';

const isolation = 'jobs/isolation.test.ts';
const wire = 'adapters/stage-tools/stage-tools.test.ts';

/** What keeps the stage tools off production, and each of them done once, taken away one at a time. */
export const stageMutants: readonly Mutant[] = [
  {
    ids: ['layer', '3 fresh', 'E7.4'],
    broken: 'what nobody has asked production counts as apart',
    edits: [
      {
        file: 'src/core/isolation.ts',
        find: 'if (seen === undefined) return unknown(',
        replace: 'if (seen === undefined && now > 0) return undefined;\n  if (seen === undefined) return unknown(',
      },
    ],
    story: { file: isolation, name: 'is asked before staging’s tools open' },
    says: /isolation\.production-unknown/,
  },
  {
    ids: ['layer', '3 fresh', 'E7.4'],
    broken: 'what was asked before production was changed still counts',
    edits: [{ file: 'src/core/isolation.ts', find: 'if (seen.at < changedAt)', replace: 'if (seen.at < -changedAt)' }],
    story: { file: isolation, name: 'it was changed since: that is asked anew first' },
    says: /isolation\.production-unknown/,
  },
  {
    ids: ['layer', '2 unforgeable', 'E9.4'],
    broken: 'the lease is not looked at right before a stage tool',
    edits: [{ file: 'src/adapters/stage-tools/stage-tools.ts', find: '      await io.fence();\n', replace: '' }],
    story: { file: wire, name: 'is not asked where the lease is lost at the last moment' },
    says: /promise resolved/,
  },
  {
    ids: ['E9.2'],
    broken: 'whatever answers at the app’s address is believed',
    edits: [
      {
        file: 'src/adapters/stage-tools/ask.ts',
        find: 'if (!verifyAnswer(',
        replace: 'if (status < 0 && !verifyAnswer(',
      },
    ],
    story: { file: wire, name: 'says that it is done, unsigned: it is not believed' },
    says: /no-answer/,
  },
  {
    ids: ['E5.1'],
    broken: 'the button of /reset carries out something else than was shown',
    edits: [
      {
        file: 'src/jobs/intents/reset.ts',
        find: 'if (confirms.planHash !== planHash)',
        replace: "if (confirms.planHash === '')",
      },
    ],
    story: {
      file: 'jobs/stage-tools.test.ts',
      name: '(memory) > E5.1 /reset shows',
    },
    says: /stage\.plan-moved/,
  },
  {
    ids: ['E5.1', 'R4.4'],
    broken: 'anybody who may can press a button that somebody else was shown',
    edits: [
      {
        file: 'src/bot/confirmations/define.ts',
        find: 'if (userId !== asking.actor.discordId)',
        replace: "if (userId === '')",
      },
    ],
    story: { file: 'bot/cleanup.test.ts', name: 'whose button was shown to somebody else is refused' },
    says: /promise resolved/,
  },
  {
    ids: ['R4.1', 'E7.1'],
    broken: 'where nobody knows which servers staging’s application is in, that is fine',
    edits: [
      {
        file: 'src/core/isolation.ts',
        find: "if (guilds === 'unknown')",
        replace: "if (guilds === 'unknown' && environment === '')",
      },
      {
        file: 'src/core/isolation.ts',
        find: 'const others = guilds.filter(',
        replace: "const others = [...(guilds === 'unknown' ? [testServer] : guilds)].filter(",
      },
    ],
    story: { file: isolation, name: 'staging’s app could not ask Discord' },
    says: /isolation\.staging-unknown/,
  },
  {
    ids: ['E1.1', 'E7.4'],
    broken: 'another Discord application than the config’s is fine',
    edits: [
      {
        file: 'src/adapters/stage-tools/identify.ts',
        find: "return said === wanted ? 'as-configured' : 'another';",
        replace: "return said !== '' ? 'as-configured' : wanted === '' ? 'another' : 'not-named';",
      },
    ],
    story: { file: 'adapters/stage-tools/isolation.test.ts', name: 'its Discord application is another one' },
    says: /to match object/,
  },
];
