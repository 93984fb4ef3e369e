import { describe, expect, test } from 'vitest';
import { commands } from '../../src/bot/commands/index.ts';
import { mayTable } from '../../src/core/may.ts';
import { ids } from './world/config.ts';
import { connectedWorld as world, until } from './world/connected.ts';
import { view } from './world/view.ts';

const typed = (name: string, options: Readonly<Record<string, string | number>> = {}): Record<string, unknown> => ({
  id: '1',
  name,
  type: 1,
  options: Object.entries(options).map(([option, value]) => ({
    name: option,
    value,
    type: typeof value === 'number' ? 4 : 3,
  })),
});

describe('a command', () => {
  test('is acknowledged first, for who asked alone, then asked, then answered', async () => {
    const { discord, ledger, answered } = await world();
    const id = discord.press({ type: 2, roles: [ids.deployer], data: typed('deploy') });
    expect(await answered(id)).toContain('asked: deploy');
    const mine = discord.calls.filter(({ path }) => path.includes(`token-${id}`));
    expect(mine.map(({ method, body }) => [method, body['type'] ?? 'edit'])).toEqual([
      ['POST', 5],
      ['PATCH', 'edit'],
    ]);
    expect(mine[0]?.body['data']).toEqual({ flags: 64 });
    expect(ledger.asked[0]?.request).toMatchObject({
      interactionId: id,
      token: `token-${id}`,
      userId: '100000000000000001',
    });
  });

  test('of somebody without the role is refused with code and remedy; nothing is asked', async () => {
    const { discord, ledger, answered } = await world();
    const said = await answered(discord.press({ type: 2, roles: [ids.tester], data: typed('promote') }));
    expect(said).toContain('actor.not-allowed');
    expect(said).toContain('Do now:');
    expect(ledger.asked).toEqual([]);
  });

  test('counts the roles of this very interaction: one that was taken away no longer counts', async () => {
    const { discord, ledger, answered } = await world();
    expect(await answered(discord.press({ type: 2, roles: [ids.releaseManager], data: typed('rollback') }))).toContain(
      'asked',
    );
    expect(await answered(discord.press({ type: 2, roles: [], data: typed('rollback') }))).toContain(
      'actor.not-allowed',
    );
    expect(await answered(discord.press({ type: 2, roles: [ids.releaseManager], data: typed('rollback') }))).toContain(
      'asked',
    );
    expect(ledger.asked.length).toBe(2);
  });

  test('matrix: each command with each role is as the table says', async () => {
    const { discord, ledger, answered } = await world((made) => made.put(view()));
    const cases = [
      ['deploy', 'deploy', {}],
      ['status', 'status', {}],
      ['history', 'history', {}],
      ['logs', 'logs', { deployment: 12 }],
      ['promote', 'promote', {}],
      ['roll-back', 'rollback', {}],
      ['cancel', 'cancel', { deployment: 12 }],
      ['plan', 'plan', { operation: 'promote' }],
      ['why', 'why', { operation: 'promote' }],
      ['lock', 'lock', { environment: 'production', reason: 'the jury is here' }],
      ['unlock', 'unlock', { environment: 'production', reason: 'it has left' }],
      ['freeze', 'freeze', { reason: 'the show is tonight', hours: 2 }],
      ['unfreeze', 'unfreeze', { reason: 'the show is over' }],
      ['clear', 'clear', { version: 12, reason: 'the provider was down' }],
      ['audit', 'audit', {}],
      ['seed', 'seed', { scenario: 'draw day' }],
      ['reset', 'reset', { scenario: 'draw day' }],
      ['undo-reset', 'undo-reset', {}],
      ['unlock-day', 'unlock-day', { day: 3 }],
      ['complete', 'complete', { user: 'Nora', mode: 'normal' }],
      ['clock', 'clock', { by: '1d' }],
      ['simulate', 'simulate', {}],
      ['draw', 'draw', {}],
      ['doctor', 'doctor', {}],
      ['clean-up', 'cleanup', {}],
    ] as const;
    expect(cases.map(([, name]) => name).toSorted()).toEqual(commands.map(({ name }) => name).toSorted());
    for (const [action, name, options] of cases) {
      for (const role of [undefined, 'tester', 'deployer', 'releaseManager'] as const) {
        const roles = role === undefined ? [] : [ids[role]];
        const who = mayTable[action];
        const allowed = who.includes('anyone') || (role !== undefined && who.includes(role));
        const before = ledger.asked.length;
        const said = await answered(discord.press({ type: 2, roles, data: typed(name, options) }));
        expect(said.includes('actor.not-allowed'), `${name} by ${role ?? 'nobody'}`).toBe(!allowed);
        const asks = !['status', 'history', 'logs', 'audit'].includes(name);
        expect(ledger.asked.length - before).toBe(allowed && asks ? 1 : 0);
      }
    }
  });

  test('production typed by hand is refused in words', async () => {
    const { discord, ledger, answered } = await world();
    const said = await answered(
      discord.press({ type: 2, roles: [ids.deployer], data: typed('deploy', { environment: 'production' }) }),
    );
    expect(said).toContain('environment.production-refused');
    expect(said).toContain('/promote');
    // Nothing is asked for; that it was tried goes on record, by the worker that writes about production.
    expect(ledger.asked.map(({ intent }) => intent)).toMatchObject([
      { kind: 'note-refusal', environment: 'production', tier: 'production', command: 'deploy', typed: 'production' },
    ]);
  });

  test('from another server is refused', async () => {
    const { discord, ledger, answered } = await world();
    const id = discord.press({
      type: 2,
      guild: '200000000000000099',
      roles: [ids.releaseManager],
      data: typed('rollback'),
    });
    expect(await answered(id)).toContain('actor.unknown');
    expect(ledger.asked).toEqual([]);
  });

  test('while the ledger is away says that nothing was changed', async () => {
    const { discord, ledger, answered } = await world();
    ledger.ledgerIsAway = true;
    expect(await answered(discord.press({ type: 2, roles: [ids.deployer], data: typed('deploy') }))).toContain(
      'request.broken',
    );
  });

  test.each([10062, 40060])('whose acknowledgement is refused (%i) does nothing, and kills nobody', async (code) => {
    const { discord, ledger, log, answered } = await world();
    discord.faults.push({ path: '/callback', status: code === 10062 ? 404 : 400, code });
    const id = discord.press({ type: 2, roles: [ids.deployer], data: typed('deploy') });
    await until('the log', () => log.lines.some((line) => line.includes('could not be acknowledged')));
    expect(log.lines.join()).not.toContain(`token-${id}`);
    expect(ledger.asked).toEqual([]);
    expect(await answered(discord.press({ type: 2, roles: [ids.deployer], data: typed('deploy') }))).toContain('asked');
  });

  test('a long log comes as a file', async () => {
    const { discord, answered } = await world((made) => {
      made.put(view());
      made.logs.set(`${view().id}/all`, `${'line\n'.repeat(2_000)}the end\n`);
    });
    expect(
      await answered(discord.press({ type: 2, roles: [ids.tester], data: typed('logs', { deployment: 12 }) })),
    ).toContain('the end');
  });

  test('offers environments while typing, without production', async () => {
    const { discord } = await world();
    const id = discord.press({
      type: 4,
      data: { id: '1', name: 'deploy', type: 1, options: [{ name: 'environment', type: 3, value: '', focused: true }] },
    });
    const call = await until('the offer', () => discord.calls.find(({ path }) => path.includes(`token-${id}`)));
    expect(call.body).toEqual({ type: 8, data: { choices: [{ name: 'staging', value: 'staging' }] } });
  });
});
