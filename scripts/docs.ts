import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { mayTable, roleNames } from '../src/core/may.ts';
import { actions } from '../src/core/operation.ts';
import { reasons } from '../src/core/reason.ts';
import { refusalTable } from '../src/kit/refusals.ts';
import { checks } from '../src/doctor/index.ts';

/** Writes the docs that are made from code; with `--check` only compares and names what is out of date. */
const root = fileURLToPath(new URL('..', import.meta.url));

function reasonsPage(): string {
  const rows = Object.entries(reasons).map(([code, reason]) => `| \`${code}\` | ${reason.means} | ${reason.remedy} |`);
  return [
    '# Reason codes',
    '',
    'Every refusal and every end carries one of these. Made from `src/core/reason.ts` by `node scripts/docs.ts`.',
    '',
    '| code | what happened | what you can do |',
    '|---|---|---|',
    ...rows,
    '',
  ].join('\n');
}

/** What each action does. An action without a line does not compile. */
const does: Record<(typeof actions)[number], string> = {
  deploy: 'bring the head of the branch, or a commit, to staging',
  status: 'see what runs, what is at work and what waits',
  history: 'list the last deployments',
  logs: 'read the log of a deployment',
  promote: 'post the card of a promotion',
  approve: 'react to the card with ✅ or ❌; more rules apply (`promote` in the config)',
  'roll-back': 'take production back to the last good version',
  cancel: 'stop a deployment or withdraw a card',
  plan: 'see what a command would do; what you may not do is said to be refused',
  why: 'read why something does not go on, or ended as it did',
  lock: 'hold an environment',
  unlock: 'end one’s own lock',
  'take-over': 'take or end somebody else’s lock',
  freeze: 'keep production as it is for a while',
  unfreeze: 'lift a freeze that people have set',
  clear: 'let a version that was taken back go to production again',
  verify: 'run staging’s checks once more',
  audit: 'read the audit chain',
  seed: 'fill staging with a scenario’s synthetic data',
  reset: 'wipe staging, migrate and seed it; asks once',
  'undo-reset': 'bring back what staging held before its newest reset',
  'unlock-day': 'open a day of staging’s event',
  complete: 'mark a user of staging as having completed days',
  clock: 'move staging’s clock',
  simulate: 'ask who is eligible on staging, and why not',
  draw: 'rehearse a prize draw on staging',
  doctor: 'see what is wrong with what a deployment needs',
  'clean-up': 'see what nothing needs in staging, and remove it',
};

function rolesPage(): string {
  const columns = ['anyone', ...roleNames] as const;
  const rows = actions.map((action) => {
    const all = mayTable[action].includes('anyone');
    const cells = columns.map((column) => (all || mayTable[action].includes(column) ? '✓' : '—'));
    return `| \`${action}\` | ${does[action]} | ${cells.join(' | ')} |`;
  });
  return [
    '# Who may do what',
    '',
    'Made from `src/core/may.ts` by `node scripts/docs.ts`. Roles are the ids in the config, read from Discord when it is',
    'decided; `anyone` is every member of the server, but no bot. Whoever may not is told `actor.not-allowed`.',
    '',
    `| action | what it does | ${columns.join(' | ')} |`,
    `|---|---|${columns.map(() => ':-:').join('|')}|`,
    ...rows,
    '',
  ].join('\n');
}

/** The page is written by hand, but for its table of refusals. */
function kitPage(): string {
  const [before = '', after = ''] = readFileSync(`${root}docs/kit.md`, 'utf8').split(
    /(?<=^\|---\|---\|---\|---\|\n)(?:\|.*\n|<!-- refusals -->\n)*/m,
  );
  const rows = Object.entries(refusalTable).map(
    ([code, { status, means, remedy }]) => `| \`${code}\` | ${String(status)} | ${means} | ${remedy} |\n`,
  );
  return before + rows.join('') + after;
}

function doctorPage(): string {
  const rows = checks.map(({ id, title, wanted, remedy }) => `| \`${id}\` | ${title}. ${wanted} | ${remedy} |`);
  return [
    '# The doctor',
    '',
    'Made from `src/doctor` by `node scripts/docs.ts`.',
    '',
    '`npx greenroom doctor` looks at everything that a deployment needs and says, worst first, what is wrong, what was',
    'wanted, and what to do. It looks at all of it side by side, in less than five seconds even where nothing answers, and',
    'changes nothing: what it asks GitHub to write is asked for a commit that cannot exist, and the one thing that happens is',
    'a ping of the webhook, or its newest delivery once more where that had failed and GitHub offers no ping (an app’s).',
    'It never prints a secret.',
    '',
    '- **States.** `ok`; `warn`, which works and should be mended; `fail`; `unknown`, which could not be seen and is never ok.',
    '- **Exit codes.** 0 nothing failed and nothing is unknown · 1 something did or is · 2 the configuration cannot be read (this',
    '  machine is looked at all the same) · 78 a credential was refused.',
    '- **`--json`** prints `{ doctor: 1, ok, exitCode, counts, tookMs, findings: [{ id, title, state, found, wanted, remedy }] }`,',
    '  worst first. Ids stay as they are.',
    '- **In Discord**, [/doctor](commands/doctor.md) asks a worker of Greenroom the same, as far as its role may see:',
    '  nobody there has all the secrets.',
    '',
    '| check | what is looked at, and what is wanted | remedy |',
    '|---|---|---|',
    ...rows,
    '',
  ].join('\n');
}

const pages: readonly (readonly [string, string])[] = [
  ['docs/reasons.md', reasonsPage()],
  ['docs/roles.md', rolesPage()],
  ['docs/kit.md', kitPage()],
  ['docs/doctor.md', doctorPage()],
];
const check = process.argv.includes('--check');
for (const [path, text] of pages) {
  const file = `${root}${path}`;
  if (check) {
    if (!existsSync(file) || readFileSync(file, 'utf8') !== text) {
      console.log(`${path} is out of date: run "node scripts/docs.ts" and commit it.`);
      process.exitCode = 1;
    }
  } else writeFileSync(file, text);
}
