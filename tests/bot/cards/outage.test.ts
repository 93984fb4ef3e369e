import { expect, test } from 'vitest';
import { outageAlert, outageLine } from '../../../src/bot/cards/outage.ts';
import type { Outage } from '../../../src/core/outage.ts';
import { at } from '../world/view.ts';
import { read } from './read.ts';

const to = { repository: 'acme/advent', releaseManager: '100000000000000009' };
const outage: Outage = {
  id: '1',
  project: 'advent',
  environment: 'staging',
  code: 'github.refused',
  detail: 'GITHUB_TOKEN: GitHub refused it when asked to look at branch staging: Bad credentials (401).',
  since: at,
  version: 1,
};

test('a refused token calls the release managers, and says that nothing is lost and what to do', () => {
  const made = outageAlert(outage, to);
  expect(made.pinged).toEqual({ users: [], roles: [to.releaseManager] });
  expect(`\n${read(made.drawn)}\n`).toMatchInlineSnapshot(`
    "
    ⚠ GitHub refuses Greenroom: pushes to acme/advent may wait · <@&100000000000000009>
    ⚠ GitHub refuses Greenroom
    **What serves goes on serving.** Pushes may wait until GitHub answers; none is lost.

    acme/advent could not be looked at since <t:1795467600:R>:
    GITHUB\\_TOKEN: GitHub refused it when asked to look at branch staging: Bad credentials (401). \`github.refused\`

    **Do now:** Make a new token with the rights of docs/set-up.md, or install the app on the repository again; set it where Greenroom runs and start Greenroom again. /doctor says whether GitHub takes it.
    "
  `);
});

test('silence calls nobody', () => {
  const made = outageAlert({ ...outage, code: 'github.away', detail: 'no answer within 5000 ms' }, to);
  expect(made.pinged).toEqual({ users: [], roles: [] });
  expect(`\n${read(made.drawn)}\n`).toMatchInlineSnapshot(`
    "
    ⚠ GitHub does not answer: pushes to acme/advent may wait
    ⚠ GitHub does not answer
    **What serves goes on serving.** Pushes may wait until GitHub answers; none is lost.

    acme/advent could not be looked at since <t:1795467600:R>:
    no answer within 5000 ms \`github.away\`

    **Do now:** Look at githubstatus.com. If it says that all is well, look whether the machine that Greenroom runs on reaches GitHub.
    "
  `);
});

test('in the end the same message says that it is over, and for how long it was', () => {
  expect(`\n${read(outageAlert({ ...outage, endedAt: at + 754_000 }, to).drawn)}\n`).toMatchInlineSnapshot(`
    "
    ✅ GitHub answers again · acme/advent
    ✅ GitHub answers again
    acme/advent could not be looked at for 12 min 34 s. What was pushed meanwhile is deployed by itself.
    **Do now:** nothing.
    "
  `);
});

test('/status has a line of it', () => {
  expect(outageLine(outage)).toMatchInlineSnapshot(
    `"⚠ GitHub refuses Greenroom, since <t:1795467600:R>: pushes may wait \`github.refused\`"`,
  );
});
