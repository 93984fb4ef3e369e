import { resolve } from 'node:path';
import { loadWholeConfig } from '../config/load.ts';
import { ConfigRefused } from '../config/problem.ts';
import { ownVariable } from '../config/secrets.ts';
import { type Finding, countOf } from '../core/finding.ts';
import { withoutSecrets } from '../core/without-secrets.ts';
import { examine } from '../doctor/examine.ts';
import { gatherFacts } from '../main/doctor/gather.ts';
import { lookAtMachine } from '../main/doctor/look-at-machine.ts';
import { patienceBy } from '../main/doctor/patience.ts';
import { systemClock } from '../platform/clock.ts';
import { createLog } from '../platform/log.ts';
import type { Facts } from '../ports/survey.ts';

/** Stable: other tools read it. Times in milliseconds. */
interface Report {
  readonly doctor: 1;
  readonly ok: boolean;
  readonly exitCode: 0 | 1 | 2 | 78;
  readonly counts: ReturnType<typeof countOf>;
  readonly tookMs: number;
  readonly findings: readonly Finding[];
}

/** What is refused is told by its check; the others go on. */
export async function doctorReport(): Promise<Report> {
  const began = performance.now();
  const { facts, code, known } = await factsHere();
  const findings = examine(facts).map((finding) => withoutSecrets(finding, known()));
  const counts = countOf(findings);
  const exitCode = code ?? (refused(facts) ? 78 : counts.fail + counts.unknown > 0 ? 1 : 0);
  return {
    doctor: 1,
    ok: exitCode === 0,
    exitCode,
    counts,
    tookMs: Math.round(performance.now() - began),
    findings,
  };
}

async function factsHere(): Promise<{
  readonly facts: Facts;
  readonly known: () => readonly string[];
  readonly code?: 2;
}> {
  const loaded = await loadWholeConfig().catch((error: unknown) => {
    if (error instanceof ConfigRefused) return error;
    throw error;
  });
  if (loaded instanceof ConfigRefused) return { facts: await factsWithout(loaded), known: () => [], code: 2 };
  const log = createLog({
    level: 'silent',
    role: 'cli',
    secrets: () => loaded.secrets.known(),
    destination: process.stderr,
  });
  const known = (): readonly string[] => loaded.secrets.known();
  return { facts: await gatherFacts({ config: loaded, role: 'all', clock: systemClock, log }), known };
}

/** A secrets file that others may read is not read by us; that is told by now. */
function dataDirNamed(): string | undefined {
  try {
    return ownVariable('GREENROOM_DATA_DIR');
  } catch {
    return undefined;
  }
}

/** Without a config there is this machine, and nothing else to look at. */
async function factsWithout(refusal: ConfigRefused): Promise<Facts> {
  const unseen = { ok: false, why: 'the configuration cannot be read' } as const;
  const dataDir = resolve(dataDirNamed() ?? '.greenroom');
  return {
    now: systemClock.now(),
    machine: await lookAtMachine(undefined, dataDir, 'all', patienceBy(systemClock)),
    config: { ok: false, why: refusal.message, problems: refusal.problems },
    secrets: unseen,
    discord: { application: unseen, member: unseen, roles: unseen, channels: unseen, commands: unseen },
    github: unseen,
    fly: unseen,
    ledger: unseen,
    redis: unseen,
    clocks: [],
    frontDoor: unseen,
  };
}

/** The credentials without which nothing goes: another try does not make them good. */
function refused({ discord, github, ledger, redis }: Facts): boolean {
  const seen = [
    discord.application,
    ledger,
    redis,
    ...(github.ok ? github.value.map(({ identity }) => identity) : [github]),
  ];
  return seen.some((one) => !one.ok && one.refused === true);
}

const marks = { ok: '✓', warn: '!', fail: '✗', unknown: '?' } as const;

function told({ id, title, state, found, wanted, remedy }: Finding): string {
  const head = `${marks[state]} ${title}: ${found}  [${id}]`;
  return state === 'ok' ? head : `${head}\n    wanted: ${wanted}\n    do: ${remedy}`;
}

/** For people: worst first, each with what to do; no colour without its sign and word. */
export function describeReport({ findings, counts, tookMs }: Report): string {
  const words = [
    `${String(counts.fail)} failed`,
    `${String(counts.unknown)} unknown`,
    `${String(counts.warn)} to look at`,
    `${String(counts.ok)} fine`,
  ];
  return `${findings.map(told).join('\n')}\n${words.join(', ')} (${(tookMs / 1000).toFixed(1)} s)`;
}

/**
 * `greenroom doctor`: looks at everything that a deployment needs, and says what is wrong with what to do. 0 nothing is
 * wrong · 1 something failed or could not be seen · 2 the configuration · 78 a credential was refused.
 */
export async function doctor(options: { json?: boolean }): Promise<void> {
  const report = await doctorReport();
  const text = options.json === true ? JSON.stringify(report, null, 2) : describeReport(report);
  await new Promise<void>((resolve_) => void process.stdout.write(`${text}\n`, () => resolve_()));
  // What hangs must not keep us: its deadline is over, and nobody listens to it any more.
  process.exit(report.exitCode);
}
