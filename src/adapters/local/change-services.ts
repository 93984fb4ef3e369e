import type { ActIo } from '../../ports/io.ts';
import type { ActResult, ReleaseRequest } from '../../ports/target.ts';
import { homeOf, prepareHome } from './app-home.ts';
import { withAtHand } from './at-hand.ts';
import type { HostClient } from './host-client.ts';
import type { Switched, Version } from './host/wire.ts';
import { readState } from './host/state-file.ts';
import { asServedBefore, keepServedBefore } from './served-before.ts';
import { type LocalPlace, isOfTier, switchRequest, userOf, versionOf } from './place.ts';
import { printSeen } from './store.ts';

/** On the way back, at the least. What takes its time to start takes it again, so it is given what it had to come there. */
const takeBackMs = 30_000;

/** What served before, for taking the first services back when a later one fails. */
function before(client: HostClient): Readonly<Record<string, Version>> {
  const kept = readState(client.places.stateFile);
  return Object.fromEntries(Object.entries(kept?.services ?? {}).map(([name, one]) => [name, one.version]));
}

async function one(
  place: LocalPlace,
  client: HostClient,
  token: number,
  service: string,
  version: Version,
  afresh: boolean,
  deadlineMs: number,
  io: ActIo,
): Promise<Switched> {
  await io.fence();
  const result = await client.switch(
    switchRequest(place, { token, service, version, afresh, deadlineMs: Math.max(500, Math.round(deadlineMs)) }),
    // What goes to production is read byte by byte.
    isOfTier(place, 'staging') ? printSeen(place.dataDir, version.digest) : undefined,
    io.signal,
  );
  if (result.log !== '')
    io.output(`--- ${service} printed:\n${result.log.endsWith('\n') ? result.log : `${result.log}\n`}---\n`);
  io.output(`${result.detail}\n`);
  return result;
}

interface Bounds {
  readonly token: number;
  readonly afresh: boolean;
  /** For all of it, milliseconds. */
  readonly mostMs: number;
  /** When that is over, epoch milliseconds. */
  readonly deadline: number;
}

/**
 * All services in order, or none: when one fails, those before it are taken back in the opposite order. Where that
 * fails too, the environment is called mixed, and people decide.
 */
export async function changeServices(
  place: LocalPlace,
  client: HostClient,
  request: ReleaseRequest,
  token: number,
  afresh: boolean,
  io: ActIo,
): Promise<ActResult> {
  // Ends before the step's own deadline does, so that what was seen of the new version is told.
  const mostMs = place.config.deadlines.switch * 0.8;
  const deadline = place.clock.now() + mostMs;
  const change = (): Promise<ActResult> => changeAll(place, client, request, { token, afresh, mostMs, deadline }, io);
  // On staging the host looks.
  return isOfTier(place, 'staging') ? change() : withAtHand(place, request.artifacts, io, change);
}

async function changeAll(
  place: LocalPlace,
  client: HostClient,
  request: ReleaseRequest,
  { token, afresh, mostMs, deadline }: Bounds,
  io: ActIo,
): Promise<ActResult> {
  await prepareHome(homeOf(place), userOf(place));
  const old = before(client);
  const changed: string[] = [];
  for (const artifact of request.artifacts) {
    const { service } = artifact;
    const configured = versionOf(place, request.commit, artifact);
    const version = request.asBefore === true ? asServedBefore(place, service, configured) : configured;
    if (request.asBefore !== true && !afresh) keepServedBefore(place, service, old[service], version);
    const result = await one(place, client, token, service, version, afresh, deadline - place.clock.now(), io);
    if (result.ok) {
      changed.push(service);
      continue;
    }
    for (const its of changed.toReversed()) {
      const earlier = old[its];
      // Whoever stopped the change did not want it to stay half done.
      const untold = { ...io, signal: new AbortController().signal };
      const backMs = Math.max(takeBackMs, mostMs);
      const back =
        earlier === undefined ? undefined : await one(place, client, token, its, earlier, false, backMs, untold);
      if (back?.ok !== true)
        return {
          ok: false,
          code: 'switch.mixed',
          detail: `${result.detail}; ${its} could not be taken back: ${back?.detail ?? 'nothing served there before'}`,
          retry: false,
        };
    }
    return { ok: false, code: result.code, detail: result.detail, retry: false };
  }
  return { ok: true, detail: changed.length === 1 ? 'switched' : `switched ${changed.join(', ')}` };
}
