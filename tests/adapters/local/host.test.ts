import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { placesOf } from '../../../src/adapters/local/host/places.ts';
import { identify } from '../../../src/adapters/local/process-id.ts';
import { stopHost } from '../../../src/adapters/local/stop-host.ts';
import { systemClock } from '../../../src/platform/clock.ts';
import { until } from '../../world/until.ts';
import { apps, hosts, killsOne, preamble, startedWith } from './programs.ts';
import { localStage } from './stage.ts';

const never = new AbortController().signal;

describe('the host', () => {
  it('remembers the highest token across its death, also that of a change which failed', async () => {
    const here = await localStage();
    const one = await here.builds('one');
    await here.switches(one, 3);
    expect(await here.switches(await here.builds('bad', { exitsAtStart: true }), 9)).toMatchObject({ ok: false });
    killsOne(hosts(here.dataDir));
    await until('it is dead', () => hosts(here.dataDir).length === 0);
    expect(await here.switches(one, 8)).toMatchObject({ ok: false, code: 'lease.lost' });
  });

  it('whose version cannot start any more says that it is down, and takes another', async () => {
    const here = await localStage(
      startedWith(`${preamble}
        listen((_, response) => response.end(claims));`),
    );
    const first = await here.builds('once', { claims: 'once' });
    await here.switches(first);
    // Damaged while it runs: after the host's death it must not be started again.
    const file = join(here.dataDir, 'artifacts', first.artifacts[0]?.digest.slice(7) ?? '', 'tree', 'behaviour.json');
    chmodSync(file, 0o644);
    writeFileSync(file, '{"claims":"changed"}');
    killsOne(hosts(here.dataDir));
    await until('it is dead', () => hosts(here.dataDir).length === 0);
    expect((await here.targets.staging.observe(never)).services).toMatchObject([{ state: 'down' }]);
    expect((await fetch(`http://127.0.0.1:${here.ports.staging}`)).status).toBe(503);
    expect(await here.switches(await here.builds('two', { claims: 'two' }))).toMatchObject({ ok: true });
    expect(await (await fetch(`http://127.0.0.1:${here.ports.staging}`)).text()).toBe('two');
  });

  it('with a state that cannot be read changes nothing, and is unknown rather than empty', async () => {
    const here = await localStage();
    const one = await here.builds('one');
    await here.switches(one);
    killsOne(hosts(here.dataDir));
    await until('it is dead', () => hosts(here.dataDir).length === 0);
    writeFileSync(placesOf(here.dataDir, 'advent', 'staging').stateFile, '{"token":');
    expect((await here.targets.staging.observe(never)).services).toMatchObject([{ state: 'unknown' }]);
    await expect(here.switches(one)).rejects.toThrow(/JSON/);
    for (const pid of apps(here.dataDir)) process.kill(pid, 'SIGKILL');
  });

  it('is one, however many ask for it at once', async () => {
    const here = await localStage();
    const one = await here.builds('one');
    await here.switches(one);
    killsOne(hosts(here.dataDir));
    await until('it is dead', () => hosts(here.dataDir).length === 0);
    await Promise.all(Array.from({ length: 6 }, () => here.targets.staging.observe(never)));
    await until('one is left', () => hosts(here.dataDir).length === 1);
    await until('it serves', async () => (await here.version())?.commit === one.commit);
    expect(apps(here.dataDir)).toHaveLength(1);
  });

  it('starts although its lock, of a time before the machine was started anew, names a process that is another now', async () => {
    const here = await localStage();
    const one = await here.builds('one');
    await here.switches(one);
    killsOne(hosts(here.dataDir));
    await until('it is dead', () => hosts(here.dataDir).length === 0);
    const { lockFile } = placesOf(here.dataDir, 'advent', 'staging');
    writeFileSync(lockFile, JSON.stringify({ ...identify(process.pid), boot: 'an-earlier-one' }));
    expect((await here.targets.staging.observe(never)).services[0]?.state).not.toBe('unknown');
    await until('it serves', async () => (await here.version())?.commit === one.commit);
  });

  it('whose port a stranger has taken says so once in its log, and serves when the stranger has left', async () => {
    const here = await localStage();
    const one = await here.builds('one');
    await here.switches(one);
    const { logFile } = placesOf(here.dataDir, 'advent', 'staging');
    killsOne(hosts(here.dataDir));
    await until('it is dead', () => hosts(here.dataDir).length === 0);
    // Of hosts before it there is plenty.
    writeFileSync(logFile, 'x\n'.repeat(1024 * 1024));
    const stranger = createServer();
    // The port is free now, and any other story's that asks for one that is: until it has let go of it.
    await until('the stranger has the port', () => {
      const listening = once(stranger, 'listening').then(
        () => true,
        () => undefined,
      );
      stranger.listen(here.ports.staging, '127.0.0.1');
      return listening;
    });
    expect((await here.targets.staging.observe(never)).services).toMatchObject([{ state: 'down' }]);
    const log = (): string => readFileSync(logFile, 'utf8');
    const why = `api: another program listens on 127.0.0.1:${here.ports.staging}; end it, or choose another port`;
    await until('it says why', () => log().includes(why));
    stranger.close();
    await until('it serves', async () => (await here.version())?.commit === one.commit);
    expect(log().split(why)).toHaveLength(2);
    expect(log()).toContain(`api: 127.0.0.1:${here.ports.staging} is listened on, after `);
    expect(log().length).toBeLessThan(2_000);
    expect(statSync(`${logFile}.1`).size).toBe(2 * 1024 * 1024);
  });

  it('works below a data folder whose path is too long for a socket', async () => {
    const here = await localStage({}, `${'a-long-name-'.repeat(10)}`);
    expect(await here.switches(await here.builds('one'))).toMatchObject({ ok: true });
    expect((await here.targets.staging.observe(never)).services).toMatchObject([{ state: 'serving' }]);
  });

  it('that was told to stop has ended its apps when that is said, and starts again with the same version', async () => {
    const here = await localStage();
    const one = await here.builds('one');
    await here.switches(one);
    expect(await stopHost(here.dataDir, 'advent', 'staging', systemClock)).toBe(true);
    expect([...apps(here.dataDir), ...hosts(here.dataDir)]).toEqual([]);
    expect(await stopHost(here.dataDir, 'advent', 'staging', systemClock)).toBe(false);
    await here.targets.staging.observe(never);
    await until('it serves again', async () => (await here.version())?.commit === one.commit);
  });

  it('that is told to stop while it brings an app back leaves no process', async () => {
    const here = await localStage(
      startedWith(`${preamble} setTimeout(() => listen((_, response) => response.end(claims)), 400)`),
    );
    await here.switches(await here.builds('one'));
    killsOne(hosts(here.dataDir));
    await until('it is dead', () => hosts(here.dataDir).length === 0);
    const [orphan] = apps(here.dataDir);
    await here.targets.staging.observe(never);
    await until('another starts', () => apps(here.dataDir).some((pid) => pid !== orphan));
    await stopHost(here.dataDir, 'advent', 'staging', systemClock);
    expect(apps(here.dataDir)).toEqual([]);
    // On a busy machine a second host was asked for; it is only starting, sees that there was a stop, and gives way.
    await until('no host is left', () => hosts(here.dataDir).length === 0);
    expect(apps(here.dataDir)).toEqual([]);
  });

  it('that is asked for while the one before is ending comes after it', async () => {
    const here = await localStage();
    const one = await here.builds('one');
    await here.switches(one);
    const stopping = stopHost(here.dataDir, 'advent', 'staging', systemClock);
    await here.targets.staging.observe(never);
    await stopping;
    await here.targets.staging.observe(never);
    await until('it serves again', async () => (await here.version())?.commit === one.commit);
    expect(apps(here.dataDir)).toHaveLength(1);
  });

  it('that was slow to start, and wakes after a stop, gives way', async () => {
    const here = await localStage();
    await here.switches(await here.builds('one'));
    const late = ['bin/host.js', here.dataDir, 'advent', 'staging', '0'];
    await stopHost(here.dataDir, 'advent', 'staging', systemClock);
    await promisify(execFile)(process.execPath, late);
    expect([...apps(here.dataDir), ...hosts(here.dataDir)]).toEqual([]);
  });

  it('of one environment is never that of another', () => {
    expect(placesOf('/data', 'a-b', 'c').folder).not.toBe(placesOf('/data', 'a', 'b-c').folder);
  });
});
