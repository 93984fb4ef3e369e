import { describe, expect, test } from 'vitest';
import { card } from '../../../src/bot/cards/card.ts';
import type { DeploymentView } from '../../../src/ports/views.ts';
import { at, commitB, step, view } from '../world/view.ts';
import { read } from './read.ts';

const draw = (more: Partial<DeploymentView>): string => `\n${read(card(view(more)))}\n`;

describe('the card of a push', () => {
  test('while it runs, says what is done, what is at work and what is next', () => {
    expect(draw({})).toMatchInlineSnapshot(`
      "
      staging ⏳ running · aaaaaaa · advent #12
      **Open door 7** — ana
      ✅ Done: fetch 4 s
      ⏳ Now: **build** since <t:1795467600:R>
      ▫ Next: migrate, switch
      Began <t:1795467600:R>
      [Cancel] [Logs]
      "
    `);
  });

  test('while a step that broke is tried again, says what broke', () => {
    const broke = step('fetch', 'started', {
      attempts: 3,
      code: 'fetch.failed',
      detail: 'acme/advent could not be fetched: @everyone no space left on device',
    });
    const drawn = draw({ steps: [broke, step('build', 'pending')] });
    expect(drawn).toContain(
      '⏳ Now: **fetch** since <t:1795467600:R> (try 3)\n⚠ Tries again: fetch, since it broke: acme/',
    );
    expect(drawn).toMatch(/no space left on device `fetch\.failed`\n▫ Next: build/);
    expect(drawn).not.toContain('@everyone');
  });

  test('when staging is ready, gives the address and Promote', () => {
    const ready = draw({
      state: 'succeeded',
      endedAt: at + 34_000,
      steps: [step('fetch', 'succeeded'), step('build', 'succeeded'), step('test', 'succeeded')],
      suites: [{ name: 'integration', ok: true, passed: 12, failed: 0, skipped: 0, failures: [] }],
      contains: [commitB],
      audit: { seq: 41, hash: '0123456789abcdef'.repeat(4) },
    });
    expect(ready).toMatchInlineSnapshot(`
      "
      staging ✅ ready · aaaaaaa · advent #12
      **Open door 7** — ana
      **Ready for manual testing**
      http://127.0.0.1:4000
      When it is good, press Promote; production changes only after approval.
      ✅ Tests passed (integration): 12 passed
      Ended <t:1795467634:R>, took 34 s

      ✅ Done: fetch 4 s, build 4 s, test 4 s
      Contains earlier pushes: \`bbbbbbb\`
      Audit #41 · 0123456789ab
      [Promote] [Verify again] [Logs]
      "
    `);
  });

  test('when somebody has played with it, asks for “Verify again” before Promote', () => {
    const played = { cause: '/seed by cara', detail: 'draw day', at: at + 40_000 };
    const ready = draw({ state: 'succeeded', endedAt: at + 34_000, played });
    expect(ready).toContain('**Played with since:** /seed by cara');
    expect(ready).toContain('When it is good, press “Verify again”, then Promote; production changes only');
  });

  test('of many suites shows those that failed first, and says how many others and how many more tests there are', () => {
    const suite = (name: string) => ({ name, ok: true, passed: 9, failed: 0, skipped: 0, failures: [] });
    // A report with hundreds keeps some of them by name.
    const failures = Array.from({ length: 7 }, (_, index) => ({ name: `door ${String(index)}`, message: 'no' }));
    const red = { ...suite('smoke'), ok: false, code: 'test.failed', failed: 300, failures } as const;
    const suites = [suite('unit'), suite('contract'), suite('integration'), red];
    const failed = draw({ state: 'failed', code: 'test.failed', endedAt: at, suites });
    expect(failed).toMatch(
      /❌ Tests failed \(smoke\): 9 passed, \*\*300 failed\*\*\n✅[^\n]*\n✅[^\n]*\n… and 1 more\n/,
    );
    expect(failed).toContain('✗ door 4 — no\n… and 295 more');
  });

  test('when tests fail, names them, says that production is untouched and what to do', () => {
    const failures = Array.from({ length: 7 }, (_, index) => ({
      name: `door ${String(index)} opens`,
      message: 'expected 200, got 500',
    }));
    const failed = draw({
      state: 'failed',
      code: 'test.failed',
      detail: '7 of 19 tests failed in integration',
      endedAt: at + 34_000,
      steps: [step('build', 'succeeded'), step('test', 'failed', { code: 'test.failed' }), step('evidence', 'pending')],
      suites: [{ name: 'integration', ok: false, code: 'test.failed', passed: 12, failed: 7, skipped: 0, failures }],
      serving: { commit: 'a'.repeat(40), number: 12 },
    });
    expect(failed).toMatchInlineSnapshot(`
      "
      staging ❌ failed · aaaaaaa · advent #12
      **Open door 7** — ana
      **What happened:** Tests failed on staging; promotion is closed. \`test.failed\`
      7 of 19 tests failed in integration
      **Production:** untouched.
      **staging:** serves this commit, so that you can look; promotion is closed.
      **Do now:** Mend the tests listed on the card, push again.
      ❌ Tests failed (integration): 12 passed, **7 failed**
      Ended <t:1795467634:R>, took 34 s

      **Failing tests**
      ✗ door 0 opens — expected 200, got 500
      ✗ door 1 opens — expected 200, got 500
      ✗ door 2 opens — expected 200, got 500
      ✗ door 3 opens — expected 200, got 500
      ✗ door 4 opens — expected 200, got 500
      … and 2 more
      ✅ Done: build 4 s
      ❌ Failed: **test** 4 s
      ▫ Not run: evidence
      [Logs]
      "
    `);
  });

  test('when the build fails, says that the old version goes on serving', () => {
    const failed = draw({
      state: 'failed',
      code: 'build.failed',
      detail: 'npm run build: exit code 2',
      endedAt: at + 4_000,
      steps: [step('fetch', 'succeeded'), step('build', 'failed'), step('migrate', 'pending')],
      serving: { commit: commitB, number: 11 },
    });
    expect(failed).toMatchInlineSnapshot(`
      "
      staging ❌ failed · aaaaaaa · advent #12
      **Open door 7** — ana
      **What happened:** The build command ended with an error. \`build.failed\`
      npm run build: exit code 2
      **Production:** untouched.
      **staging:** goes on serving \`bbbbbbb\` (#11).
      **Do now:** Read the log in the thread, mend it, push again.
      Ended <t:1795467604:R>, took 4 s

      ✅ Done: fetch 4 s
      ❌ Failed: **build** 4 s
      ▫ Not run: migrate
      [Logs]
      "
    `);
  });

  test('when a newer push took its place, says which', () => {
    const superseded = draw({
      state: 'superseded',
      code: 'commit.superseded',
      steps: [],
      supersededBy: { id: 'x', number: 14 },
      endedAt: at,
    });
    expect(superseded).toMatchInlineSnapshot(`
      "
      staging ⏭ superseded · aaaaaaa · advent #12
      **Open door 7** — ana
      **What happened:** The branch was moved away from this commit. \`commit.superseded\`
      **Do now:** look at #14.
      Ended <t:1795467600:R>, took under 1 s
      [Logs]
      "
    `);
  });

  test('has no Cancel while production is being changed', () => {
    expect(draw({ tier: 'production', environment: 'production', kind: 'rollback' })).not.toContain('[Cancel]');
    expect(draw({})).toContain('[Cancel]');
  });

  test('says that going back did not work only when it did not', () => {
    const rolledBack = draw({
      tier: 'production',
      environment: 'production',
      kind: 'promotion',
      state: 'rolled-back',
      code: 'deployment.rolled-back',
      detail: 'health check: 500',
      serving: { commit: commitB, number: 11 },
      endedAt: at,
    });
    expect(rolledBack).toContain('**Production:** is back on `bbbbbbb` (#11).');
    expect(draw({ tier: 'production', state: 'failed', code: 'deployment.roll-back-failed' })).toContain(
      'Production is not well',
    );
  });
});
