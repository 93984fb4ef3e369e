import { describe, expect, it } from 'vitest';
import type { Facts } from '../../src/guards/facts.ts';
import { guards } from '../../src/guards/index.ts';
import { verdictOf } from '../../src/guards/guard.ts';
import { known } from '../../src/guards/facts.ts';
import { promotableFacts } from './promotable-facts.ts';

/** Part of every question, and asked of nobody. */
const ofTheQuestion = ['project', 'environment', 'tier', 'now', 'configured', 'artifacts', 'variables', 'requestedBy'];

/** Everything that there is to be read, and all of it well. */
const all: Facts = promotableFacts({ schema: known([]), wasGood: known(true), serves: known([]) });

describe('each guard', () => {
  it.each(guards.map((guard) => ({ name: guard.name, guard })))(
    '$name looks at nothing that it does not name',
    ({ guard }) => {
      const looked = new Set<string>();
      const facts = new Proxy<Facts>(all, {
        get: (facts, name, self): unknown => {
          if (typeof name === 'string') looked.add(name);
          return Reflect.get(facts, name, self);
        },
      });
      verdictOf(guard, facts);
      // Whether it has begun is read together with the freezes.
      const named = [...ofTheQuestion, ...guard.reads, ...(guard.reads.includes('freeze') ? ['underWay'] : [])];
      expect([...looked].filter((name) => !named.includes(name))).toEqual([]);
    },
  );

  it.each(guards.filter(({ reads }) => reads.length > 0).map((guard) => ({ name: guard.name, guard })))(
    '$name refuses where nothing of that was read',
    ({ guard }) => {
      const { project, environment, tier, now, configured, artifacts } = all;
      const blank: Facts = { project, environment, tier, now, configured, artifacts };
      expect(verdictOf(guard, blank)).toMatchObject({ allowed: false });
    },
  );
});
