import type { Mutant } from './mutant.ts';

const story = (file: string, name: string) => ({ file: `kit/${file}.test.ts`, name });

/** What an app's kit refuses or promises: each broken, and the story that turns red. */
export const kitMutants: readonly Mutant[] = [
  {
    ids: ['E1.2', 'kit'],
    broken: 'kit: flags may contradict each other',
    edits: [{ file: 'src/kit/flags.ts', find: "!== (named === 'production')", replace: '!== (said === "true")' }],
    story: story('flags', 'E7.4 production with false is refused'),
    says: /to throw/,
  },
  {
    ids: ['E5.2', 'kit'],
    broken: 'kit: flags are not read again',
    edits: [{ file: 'src/kit/markers.ts', find: '  stillOffProduction(places.flags);\n', replace: '' }],
    story: story('markers', 'refused when they turned to production'),
    says: /match object|to be/,
  },
  {
    ids: ['E7.3', 'kit'],
    broken: 'kit: one of two markers is enough',
    edits: [{ file: 'src/kit/markers.ts', find: 'if (more.length > 0)', replace: 'if (more.length > 9)' }],
    story: story('markers', 'refused when there are two'),
    says: /match object/,
  },
  {
    ids: ['E2.3', 'kit'],
    broken: 'kit: Redis’s marker is not asked',
    edits: [
      {
        file: 'src/kit/markers.ts',
        find: "if (places.redis !== undefined) judge(places.flags, 'Redis', await readRedis(places.redis));",
        replace: '',
      },
    ],
    story: story('markers', 'refused when Redis is production’s'),
    says: /match object/,
  },
  {
    ids: ['E7.3', 'kit'],
    broken: 'kit: staging marks data that are there already',
    edits: [
      {
        file: 'src/kit/markers.ts',
        find: '!byHand && !(await isEmpty(query, database.schema))',
        replace: '!byHand && (await isEmpty(query, database.schema))',
      },
    ],
    story: story('markers', 'staging does not mark data that are there already'),
    says: /./,
  },
  {
    ids: ['E7.3', 'kit'],
    broken: 'kit: staging makes its tables before it has looked whose data these are',
    edits: [
      {
        file: 'src/kit/markers.ts',
        find: '  await database.transaction(async (query) => {\n    await makeOwnSchema(query, flags.isProduction);\n',
        replace:
          '  await database.transaction((query) => makeOwnSchema(query, flags.isProduction));\n  await database.transaction(async (query) => {\n',
      },
    ],
    story: story('markers', 'E7.3 staging with production’s address does not start, and nothing there is changed'),
    says: /production’s database was written to: found CREATE TABLE greenroom\.state/,
  },
  {
    ids: ['E7.4', 'kit'],
    broken: 'kit: where the journal is gone, nobody looks whose data these are',
    edits: [
      {
        file: 'src/kit/perform.ts',
        find: '    await refuseUnlessOurs(stage, query);\n    throw error;',
        replace: '    throw error;',
      },
    ],
    story: story('markers', 'refused when production’s whole dump was restored over it while the app runs'),
    says: /match object/,
  },
  {
    ids: ['E7.3', 'kit'],
    broken: 'kit: a dump of production’s schema alone is not known',
    edits: [
      { file: 'src/kit/markers.ts', find: 'if (said !== null) judge(', replace: 'if (said === undefined) judge(' },
    ],
    story: story('markers', 'a dump of production’s schema alone is known too'),
    says: /instead of rejecting/,
  },
  {
    ids: ['kit'],
    broken: 'kit: nonces are forgotten',
    edits: [{ file: 'src/kit/nonces.ts', find: 'return rows.length === 1;', replace: 'return rows.length < 9;' }],
    story: story('door', 'nobody twice'),
    says: /match object/,
  },
  {
    ids: ['kit'],
    broken: 'kit: old signatures are good for ever',
    edits: [{ file: 'src/kit/wire.ts', find: '> largestSkew)', replace: '> 1e9)' }],
    story: story('door', 'nobody from two minutes ago'),
    says: /match object/,
  },
  {
    ids: ['kit'],
    broken: 'kit: the environment is not signed',
    edits: [
      {
        file: 'src/kit/wire.ts',
        find: "'greenroom.v1.request', method, path, environment,",
        replace: "'greenroom.v1.request', method, path, environment.slice(0, 0),",
      },
    ],
    story: story('wire', 'is not known with another environment'),
    says: /to equal|deeply/,
  },
  {
    ids: ['E9.4', 'kit'],
    broken: 'kit: production makes the stage’s hooks',
    edits: [
      {
        file: 'src/kit/kit.ts',
        find: '  const { database, redis } = options;\n  const places',
        replace: '  const { database, redis } = options;\n  options.stage?.();\n  const places',
      },
    ],
    story: story('door', 'the stage’s hooks are never made'),
    says: /made/,
  },
  {
    ids: ['E5.1', 'kit'],
    broken: 'kit: a reset that died before its swap is finished instead of forgotten',
    edits: [
      {
        file: 'src/kit/settle.ts',
        find: 'const swapped = open.filter(({ outcome }) => outcome !== undefined);',
        replace: 'const swapped = open;',
      },
    ],
    story: story('killed', 'at “seed” ends as before'),
    says: /./,
  },
  {
    ids: ['E5.1', 'kit'],
    broken: 'kit: what died after its swap is never finished',
    edits: [
      {
        file: 'src/kit/kit.ts',
        find: "await unlessBusy(holding(database, 'in turn', () => settle(own)));",
        replace: "await unlessBusy(holding(database, 'in turn', () => Promise.resolve(void own)));",
      },
    ],
    story: story('killed', 'at “swapped” ends as after, and the journal says so'),
    says: /to deeply equal|toEqual|expected/,
  },
  {
    ids: ['E5.1', 'kit'],
    broken: 'kit: two resets at once',
    edits: [
      {
        file: 'src/kit/held.ts',
        find: "if (rows[0]?.['got'] !== true)",
        replace: "if (rows[0]?.['got'] === undefined)",
      },
    ],
    story: story('reset', 'two at once'),
    says: /./,
  },
  {
    ids: ['E5.1', 'kit'],
    broken: 'kit: a reset is not bound to what was shown',
    edits: [{ file: 'src/kit/reset.ts', find: '!== call.input.planHash)', replace: "=== '')" }],
    story: story('reset', 'is bound to what was shown'),
    says: /match object/,
  },
  {
    ids: ['E5.1', 'kit'],
    broken: 'kit: an older owner’s reset swaps all the same',
    edits: [{ file: 'src/kit/stage.ts', find: '> call.fence)', replace: '> 1e15)' }],
    story: story('tools', 'an older owner’s reset that is under way'),
    says: /match object/,
  },
  {
    ids: ['E7.1', 'kit'],
    broken: 'kit: a channel is believed without Discord',
    edits: [
      { file: 'src/kit/outbound.ts', find: 'return whose === testServer.guild ?', replace: 'return whose !== "" ?' },
    ],
    story: story('outbound', 'a message that names the test server and another’s channel'),
    says: /to deeply equal|toEqual|expected/,
  },
  {
    ids: ['E1.1', 'kit'],
    broken: 'kit: an IPv4 address in IPv6’s clothes is another host',
    edits: [{ file: 'src/kit/same-host.ts', find: 'if (mapped !== null) {', replace: 'if (mapped === undefined) {' }],
    story: story('same-host', '10.0.0.7 has one spelling'),
    says: /expected 2|to be 1/,
  },
];
