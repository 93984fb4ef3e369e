import type { Mutant } from './mutant.ts';

const push = (name: string) => ({ file: 'acceptance/push.test.ts', name });
const promotion = (name: string) => ({ file: 'acceptance/promotion.test.ts', name });

/** Every row of docs/requirements.md that is met: its feature broken, and the story that turns red. */
export const acceptanceMutants: readonly Mutant[] = [
  {
    ids: ['C1'],
    broken: 'a refused Discord token ends with 1 instead of 78',
    edits: [
      {
        file: 'src/cli/exit-code.ts',
        find: 'if (error instanceof CredentialRefused) return 78;',
        replace: 'if (error instanceof CredentialRefused) return 1;',
      },
    ],
    story: { file: 'acceptance/cli.test.ts', name: 'C1 a missing Discord token' },
    says: /expected 1 to be 78/,
  },
  {
    ids: ['C2'],
    broken: 'a requirement names a test that is not there',
    edits: [{ file: 'docs/requirements.md', find: '`tests/acceptance/shape.test.ts` |', replace: '`gone.test.ts` |' }],
    story: { file: 'docs/requirements.test.ts', name: 'every file that a row names is there' },
    says: /gone\.test\.ts/,
  },
  {
    ids: ['C3'],
    broken: 'branches are not looked at, so a lost webhook is lost for good',
    edits: [
      {
        file: 'src/jobs/sweep.ts',
        find: 'if (isNew) await',
        replace: 'if (!isNew) await',
      },
    ],
    story: push('C3 that GitHub never told us about'),
    says: /never happened: a message in #deployments/,
  },
  {
    ids: ['C4'],
    broken: 'everybody may do everything',
    edits: [
      {
        file: 'src/core/may.ts',
        find: 'return mayTable[action].some(',
        replace: 'return true || mayTable[action].some(',
      },
    ],
    story: promotion('C4 is refused to who may not ask'),
    says: /actor\\?\.not-allowed/,
  },
  {
    ids: ['C5'],
    broken: 'production can be named in /deploy, in the bot and in the worker',
    edits: [
      {
        file: 'src/bot/places.ts',
        find: 'const found = offered.find(({ environment }) => environment === wanted);\n  if (found) return found;\n  const production',
        replace:
          'const found = places.find(({ environment }) => environment === wanted);\n  if (found) return found;\n  const production',
      },
      {
        file: 'src/jobs/intents/deploy.ts',
        find: "if (found.tier !== 'staging') return hindered('environment.production-refused');",
        replace: '',
      },
    ],
    story: promotion('C5 production is not offered to /deploy'),
    says: /production-refused/,
  },
  {
    ids: ['C6', 'R5.1'],
    broken: 'who asked counts as an approver',
    edits: [
      {
        file: 'src/core/approval.ts',
        find: "if (rules.requester === userId) return 'requester';",
        replace: '',
      },
    ],
    story: promotion('C4 C6 is not approved by who asked'),
    says: /approval\\\.self/,
  },
  {
    ids: ['R3.4', 'C6'],
    broken: 'an approval is never enough',
    edits: [
      {
        file: 'src/core/approval.ts',
        find: 'if (counted < Math.max(1, needed)) {',
        replace: 'if (counted <= Math.max(1, needed)) {',
      },
    ],
    story: promotion('R3.4 R5.1 R5.2 C6 takes the tested artifact'),
    says: /never happened: production serves/,
  },
  {
    ids: ['R1.1'],
    broken: 'a push waits for ever',
    edits: [
      {
        file: 'src/jobs/drive.ts',
        find: 'if (waiting === undefined || (await isPlayed(',
        replace: "if (waiting?.kind !== 'promotion' || (await isPlayed(",
      },
    ],
    story: push('R1.1 R1.2 R3.1 R3.2 C3 is deployed'),
    says: /never happened: a message in #deployments/,
  },
  {
    ids: ['R1.2'],
    broken: 'the card does not say where staging is',
    edits: [
      {
        file: 'src/bot/cards/deployment-card.ts',
        find: "'**Ready for manual testing**',\n            ...addressLines(view.urls),",
        replace: "'**Ready for manual testing**',",
      },
    ],
    story: push('R1.1 R1.2 R3.1 R3.2 C3 is deployed'),
    says: /to contain 'http:/,
  },
  {
    ids: ['R1.4'],
    broken: 'the author of a failed push is not named',
    edits: [
      {
        file: 'src/bot/cards/alert.ts',
        find: '`${alarm}${title(view)} · ${whom}`',
        replace: '`${alarm}${title(view)}`',
      },
    ],
    story: push('R1.4 that cannot be built'),
    says: /to contain '<@/,
  },
  {
    ids: ['R1.4'],
    broken: 'traffic goes to a version that is not well',
    edits: [
      {
        file: 'src/adapters/local/host/app-process.ts',
        find: 'const isWell = status >= 200 && status < 300;',
        replace: 'const isWell = status > 0;',
      },
    ],
    story: push('R1.4 whose new version is not well'),
    says: /switch\\\.unhealthy/,
  },
  {
    ids: ['R1.4'],
    broken: 'a push that cannot be fetched has no card',
    edits: [
      { file: 'src/jobs/branch-now.ts', find: 'return { fetched: false, head, facts };', replace: 'throw error;' },
    ],
    story: { file: 'jobs/unfetched.test.ts', name: 'R1.4 gets a card with the commit as GitHub names it' },
    says: /could not be fetched/,
  },
  {
    ids: ['R1.4'],
    broken: 'a push that could not be fetched is never tried again',
    edits: [{ file: 'src/jobs/sweep.ts', find: ' || neverArrived(had)', replace: '' }],
    story: { file: 'jobs/unfetched.test.ts', name: 'is told once however long it lasts' },
    says: /expected \+?0 to be 1/,
  },
  {
    ids: ['R3.1'],
    broken: 'the suites are not run',
    edits: [
      {
        file: 'src/core/pipeline.ts',
        find: "...change, ...(shape.suites ? (['test'] as const) : []), 'evidence'];",
        replace: "...change, 'evidence'];",
      },
    ],
    story: push('R1.1 R1.2 R3.1 R3.2 C3 is deployed'),
    says: /Tests passed/,
  },
  {
    ids: ['R3.2'],
    broken: 'green is not announced as ready for manual testing',
    edits: [
      {
        file: 'src/bot/cards/deployment-card.ts',
        find: "'**Ready for manual testing**'",
        replace: "'**Deployed**'",
      },
    ],
    story: push('R1.1 R1.2 R3.1 R3.2 C3 is deployed'),
    says: /eady for manual testing/,
  },
  {
    ids: ['R3.3'],
    broken: 'a red suite counts as green',
    edits: [
      {
        file: 'src/jobs/steps/test.ts',
        find: "  if (run.ended === 'deadline')\n",
        replace:
          "  if (run.ended === 'exit') return { report: report ?? nothing, detail: 'fine' };\n  if (run.ended === 'deadline')\n",
      },
    ],
    story: push('R3.3 E8.2 whose suite is red'),
    says: /test\\\.failed/,
  },
  {
    ids: ['R5.2'],
    broken: 'production serves something else than the artifact that was tested',
    edits: [
      {
        file: 'src/adapters/local/store.ts',
        find: "if (isIt) await store(ownDir, join(draft, 'tree'), copied);",
        replace:
          "if (isIt) await store(ownDir, join(draft, 'tree'), copied);\n  (await import('node:fs')).writeFileSync(join(treeOf(ownDir, digest), 'more'), '');",
      },
      {
        file: 'src/adapters/local/host/hosted-service.ts',
        find: '    if (found !== version.digest)\n',
        replace: "    if (found === '')\n",
      },
    ],
    story: promotion('R3.4 R5.1 R5.2 C6 takes the tested artifact'),
    says: /to deeply equal/,
  },
  {
    ids: ['R5.3'],
    broken: 'nobody looks whether production runs what was promoted',
    edits: [
      {
        file: 'src/jobs/look-from-outside.ts',
        find: '  for (const [name, service] of Object.entries(project.services)) {\n    const url',
        replace:
          "  if (view.tier === 'production') return { kind: 'succeeded', observation: await observed(scene) };\n  for (const [name, service] of Object.entries(project.services)) {\n    const url",
      },
    ],
    story: promotion('R5.3 R5.4 that production does not take well'),
    says: /rolled back/,
  },
  {
    ids: ['R5.4'],
    broken: 'a bad promotion is not taken back',
    edits: [
      {
        file: 'src/core/pipeline.ts',
        find: "if (!isOver(back)) return { do: 'roll-back' };",
        replace: 'if (!isOver(back)) return failWith(why);',
      },
    ],
    story: promotion('R5.3 R5.4 that production does not take well'),
    says: /rolled back/,
  },
];
