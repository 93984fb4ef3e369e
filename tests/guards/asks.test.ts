import { expect, it } from 'vitest';
import { createGate } from '../../src/guards/gate.ts';

/** A world in which nobody answers, and who was asked is written down. */
function silentWorld() {
  const asked: string[] = [];
  const silent = (name: string): unknown =>
    new Proxy(() => undefined, {
      get: (_, part) => silent(`${name}.${String(part)}`),
      apply: () => {
        asked.push(name);
        return Promise.reject(new Error('nobody answers'));
      },
    });
  const use = {
    ledger: silent('ledger'),
    source: silent('source'),
    people: silent('people'),
    observe: silent('target'),
    identify: silent('app'),
    clock: { now: () => 0 },
    projects: {
      advent: {
        services: {},
        promote: { evidence: 1_000, differs: [] },
        environments: {
          staging: { tier: 'staging', target: { kind: 'local', services: {} } },
          production: { tier: 'production', target: { kind: 'local', services: {} } },
        },
      },
    },
    roles: {},
  };
  return { asked, gate: createGate(use as never) };
}

const release = { id: 'r1', project: 'advent', commit: 'a'.repeat(40), artifacts: [] };
const lease = { project: 'advent', environment: 'staging', token: 1 } as never;
const { signal } = new AbortController();

it.each(['migrate', 'switch', 'exercise'] as const)(
  'before %s on staging the ledger is asked what was built and whose the lease is, and nobody anything else',
  async (effect) => {
    const { asked, gate } = silentWorld();
    const environment = { project: 'advent', name: 'staging', tier: 'staging' } as const;
    const considered = await gate.consider(effect, 'deployment', { environment, release, lease }, signal);
    expect(asked.toSorted()).toEqual(['ledger.leases.current', 'ledger.release']);
    expect(considered.allowed).toBe(false);
  },
);

it('before a promotion everybody is asked, and where nobody answers no guard says yes that goes by an answer', async () => {
  const { asked, gate } = silentWorld();
  const environment = { project: 'advent', name: 'production', tier: 'production' } as const;
  const actor = { id: 'ana', action: 'promote' } as const;
  const considered = await gate.consider('switch', 'promotion', { environment, release, lease, actor }, signal);
  expect(asked).toEqual(
    expect.arrayContaining([
      'people.member',
      'target',
      'ledger.live',
      'ledger.verified',
      'ledger.evidenceOf',
      'ledger.locks.inForce',
      'ledger.badVersions.standing',
      'ledger.knownGood',
    ]),
  );
  const yes = considered.verdicts.filter(({ allowed }) => allowed).map(({ guard }) => guard);
  expect(yes).toEqual(['environment-is-known', 'has-its-variant']);
});
