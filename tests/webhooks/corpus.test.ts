import cloud from '@octokit/webhooks-examples/api.github.com/index.json' with { type: 'json' };
import server31 from '@octokit/webhooks-examples/ghes-31/index.json' with { type: 'json' };
import server35 from '@octokit/webhooks-examples/ghes-35/index.json' with { type: 'json' };
import { afterAll, beforeAll, expect, test } from 'vitest';
import { reasons } from '../../src/core/reason.ts';
import { deliver, openFrontDoor } from './front-door.ts';

interface Corpus {
  readonly name: string;
  /** More payloads than this, so that an empty file cannot pass. */
  readonly least: number;
  readonly events: readonly { readonly name: string; readonly examples: readonly object[] }[];
}
const corpora: readonly Corpus[] = [
  { name: 'api.github.com', least: 250, events: cloud },
  { name: 'ghes-31', least: 40, events: server31 },
  { name: 'ghes-35', least: 100, events: server35 },
];

/** Events that something follows from, where they are of a configured repository; these are not. */
const acted = ['push', 'workflow_run'];

let door: Awaited<ReturnType<typeof openFrontDoor>>;
beforeAll(async () => {
  door = await openFrontDoor();
});
afterAll(() => door.webhooks.close());

test.each(corpora)('every payload that GitHub publishes ($name) is recorded and ends with a reason', async (corpus) => {
  const wanted = new Map<string, string>();
  for (const { name, examples } of corpus.events) {
    for (const [at, payload] of examples.entries()) {
      const id = `${corpus.name}-${name}-${at}`.replaceAll(/[^a-zA-Z0-9-]/g, '-');
      // The ledger takes one body once; a marker keeps alike examples apart.
      const answer = await deliver(door.hook, name, { ...payload, marker: id }, { 'x-github-delivery': id });
      expect([name, at, answer]).toMatchObject([name, at, { status: 202 }]);
      wanted.set(id, acted.includes(name) ? 'push.other-repository' : 'event.not-used');
    }
  }
  expect(wanted.size).toBeGreaterThan(corpus.least);
  await expect.poll(() => [...wanted.keys()].filter((id) => !door.ledger.ends.has(id))).toEqual([]);
  for (const [id, code] of wanted) {
    expect([id, door.ledger.ends.get(id)]).toEqual([id, { code }]);
    expect(Object.keys(reasons)).toContain(code);
  }
});
