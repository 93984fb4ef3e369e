import { expect, test } from 'vitest';
import { card } from '../../../src/bot/cards/card.ts';
import type { DeploymentView } from '../../../src/ports/views.ts';
import { plan, promotion, promotionView, step, view } from '../world/view.ts';
import { read } from './read.ts';

const drawn = (of: DeploymentView): string => `\n${read(card(of))}\n`;

const { current, artifacts } = plan();
const only = plan({
  commit: current?.commit ?? '',
  artifacts: current?.artifacts ?? artifacts,
  commits: [],
  migrations: [],
  configKeys: ['api.LOG_LEVEL', 'web.config.apiUrl'],
});

const each = (['staging', 'production'] as const).map((environment, at) => ({
  service: 'web',
  key: environment,
  digest: `sha256:${String(at + 3).repeat(64)}` as const,
  variant: { environment, variables: '{}' },
}));

test('staging that follows a changed config says which keys, and never a value', () => {
  const of = view({ state: 'succeeded', configChange: ['api.LOG_LEVEL'], steps: [] });
  expect(drawn(of)).toMatchInlineSnapshot(`
    "
    staging ✅ ready · aaaaaaa · advent #12
    **Open door 7** — ana
    **Configuration changed:** \`api.LOG_LEVEL\`
    **Ready for manual testing**
    http://127.0.0.1:4000
    When it is good, press Promote; production changes only after approval.
    Began <t:1795467600:R>
    [Promote] [Verify again] [Logs]
    "
  `);
});

test('a card for the config alone says so in its first line, and that the version stays', () => {
  const commit = { commit: only.commit, subject: 'Open door 6', author: 'Ana', at: 1 };
  const { requestedBy: _, ...nobodys } = promotionView({ commit, promotion: promotion({ plan: only }) });
  expect(drawn(nobodys)).toMatchInlineSnapshot(`
    "
    production 🕒 needs approval · bbbbbbb · advent #13
    **Only the configuration** would go to production: \`api.LOG_LEVEL\` \`web.config.apiUrl\`.
    The version stays \`bbbbbbb\`, with the same artifacts.

    **1 of 2 approvals.** Still to say yes: 1 release manager. Tap ✅ to approve, ❌ to stop.
    ✅ said yes: Ben
    Expires <t:1795554000:R>

    ✓ Nothing else stands in the way.

    **Migrations:** none
    **Changed config:** \`api.LOG_LEVEL\` \`web.config.apiUrl\`
    **Tested on staging:** no evidence
    **Digests:** api \`111111111111\`

    **Checks**
    ✗ no: Approval matches card — 1 of 2 \`approval.missing\`
    ✓ yes: Verified in staging
    Card cccccccccccc
    [Cancel]
    "
  `);
});

test('production that was not well with it: fine again, and what to do is about the config', () => {
  const of = promotionView({
    state: 'rolled-back',
    code: 'verify.wrong-config',
    detail: 'web: /config.json says apiUrl is "http://x"; wanted "http://y"',
    serving: { commit: only.commit, number: 9 },
    startedAt: 1,
    steps: [step('switch', 'succeeded'), step('verify', 'failed'), step('roll-back', 'succeeded')],
    promotion: promotion({ plan: only }),
  });
  expect(drawn(of)).toMatchInlineSnapshot(`
    "
    production ↩ rolled back · aaaaaaa · advent #13
    **Production is fine.** It is back on \`bbbbbbb\` (#9), checked from outside <t:1795467604:T> (<t:1795467604:R>).
    **Do now:** nothing is urgent. The values before serve again. Correct the new ones in Greenroom’s config and start it again; a new card is posted then.

    **What happened:** The frontend is configured for something else than this environment. \`verify.wrong-config\`
    web: /config.json says apiUrl is "http://x"; wanted "http://y"
    **Only the configuration** went to production and was taken back: \`api.LOG_LEVEL\` \`web.config.apiUrl\`.
    Asked for by <@100000000000000001>
    Approved by Ben
    Began <t:0:R>

    **What was tried**
    <t:1795467600:T> ✅ switched to \`aaaaaaa\` · 4 s
    <t:1795467600:T> ❌ checked: nobody knows why · 4 s
    <t:1795467600:T> ✅ went back to the version before · 4 s

    **Migrations:** none
    **Changed config:** \`api.LOG_LEVEL\` \`web.config.apiUrl\`
    **Tested on staging:** no evidence
    **Digests:** api \`111111111111\`
    Card cccccccccccc
    [Logs]
    "
  `);
});

test('a release with a build for each environment says which one was tested and which one production gets', () => {
  const of = promotionView({ promotion: promotion({ plan: plan({ artifacts: [...artifacts, ...each] }) }) });
  expect(drawn(of)).toContain(
    [
      '**Digests:** api `111111111111`',
      '**Built for each environment,** together and from this commit; each was tested as its staging build alone:',
      'web: staging `333333333333` · production `444444444444`',
    ].join('\n'),
  );
});
