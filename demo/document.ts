import { z } from 'zod';
import type { Place } from './event-places.ts';
import type { Played } from './journey-event.ts';
import type { Tried } from './journey-production.ts';
import type { Used } from './journey-stage.ts';
import type { Stage } from './stage.ts';

const row = z.object({ table: z.string(), row: z.record(z.string(), z.unknown()) });
const deployment = z.object({
  id: z.string(),
  number: z.number(),
  environment: z.string(),
  kind: z.string(),
  state: z.string(),
  commit: z.string(),
  release: z.string().nullable(),
  code: z.string().nullable(),
  created_at: z.number(),
  started_at: z.number().nullable(),
  ended_at: z.number().nullable(),
});
const step = z.object({
  deployment: z.string(),
  name: z.string(),
  position: z.number(),
  state: z.string(),
  code: z.string().nullable(),
  started_at: z.number().nullable(),
  ended_at: z.number().nullable(),
});
const release = z.object({
  id: z.string(),
  artifacts: z.array(z.object({ service: z.string(), key: z.string(), digest: z.string() })),
});

/** What the ledger says, read through `greenroom ledger export`: the same door that an operator has. */
async function readLedger(stage: Stage) {
  const rows = (await stage.greenroom.run('ledger', 'export'))
    .split('\n')
    .slice(1)
    .filter((line) => line !== '')
    .map((line) => row.parse(JSON.parse(line)));
  const of = <T>(table: string, shape: z.ZodType<T>): T[] =>
    rows.filter((one) => one.table === table).map((one) => shape.parse(one.row));
  return { deployments: of('deployments', deployment), steps: of('steps', step), releases: of('releases', release) };
}

/** The channel as Discord's REST API gives it to a bot: newest first, so turned around. */
async function readChannel(stage: Stage): Promise<unknown[]> {
  const answer = await fetch(
    `${stage.discord.apiUrl}/v10/channels/${stage.cast.channels.deployments}/messages?limit=100`,
    { headers: { authorization: `Bot ${stage.token}` } },
  );
  if (!answer.ok) throw new Error(`the channel could not be read: ${answer.status} ${await answer.text()}`);
  const list: unknown[] = JSON.parse(await answer.text());
  return list.toReversed();
}

/** What people did between “ready for manual testing” and the promotion, and what they were told. Times are ISO. */
export interface PlayedDocument {
  readonly began: string;
  /** From here on production was written to on purpose. */
  readonly ended: string;
  readonly tools: readonly Used[];
  readonly event: readonly Played[];
  readonly tried: readonly Tried[];
  /** What the promotion's card said while Ben's yes was held, since staging had been played with. */
  readonly held: string;
}

const took = (from: number | null, to: number | null): number | null =>
  from === null || to === null ? null : to - from;

export interface DemoDocument {
  readonly ok: boolean;
  readonly milliseconds: number;
  readonly dataDir: string;
  /** Where the machines and the images can be looked at, on `--target fly`; the token may read alone. */
  readonly fly?: { readonly url: string; readonly token: string };
  readonly urls: { readonly staging: string; readonly production: string };
  readonly deployments: readonly object[];
  readonly messages: readonly unknown[];
  readonly violations: readonly string[];
  readonly played: PlayedDocument;
  /** Where to count; the addresses are of this machine and end with the demo. */
  readonly counting: {
    readonly databases: Readonly<Record<Place, string>>;
    readonly discord: {
      readonly url: string;
      readonly token: string;
      readonly applications: Readonly<Record<Place | 'greenroom', string>>;
      /** A channel that is not in the test server. */
      readonly elsewhere: string;
    };
  };
}

export async function makeDocument(stage: Stage, milliseconds: number, played: PlayedDocument): Promise<DemoDocument> {
  const { deployments, steps, releases } = await readLedger(stage);
  const violations = [
    ...stage.discord.world.violations,
    ...stage.discord.world.faultsOfOwn,
    ...stage.github.world.violations,
    ...(stage.fly?.world.violations ?? []),
  ];
  return {
    ok: violations.length === 0,
    milliseconds,
    dataDir: `${stage.folder}/data`,
    ...(stage.fly === undefined
      ? {}
      : {
          fly: {
            url: stage.fly.url,
            token: stage.fly.world.addToken({ organisation: 'acme', kind: 'readonly' }),
          },
        }),
    urls: { staging: stage.urls.staging, production: stage.urls.production },
    deployments: deployments
      .sort((a, b) => a.number - b.number)
      .map((one) => ({
        number: one.number,
        environment: one.environment,
        kind: one.kind,
        state: one.state,
        code: one.code,
        commit: one.commit,
        digests: Object.fromEntries(
          (releases.find((each) => each.id === one.release)?.artifacts ?? []).map((artifact) => [
            artifact.service,
            artifact.digest,
          ]),
        ),
        startedAt: one.started_at,
        endedAt: one.ended_at,
        milliseconds: took(one.started_at, one.ended_at),
        steps: steps
          .filter((each) => each.deployment === one.id)
          .sort((a, b) => a.position - b.position)
          .map((each) => ({
            name: each.name,
            state: each.state,
            code: each.code,
            milliseconds: took(each.started_at, each.ended_at),
          })),
      })),
    messages: await readChannel(stage),
    violations,
    played,
    counting: {
      databases: stage.database.forCounting,
      discord: {
        url: stage.discord.url,
        token: stage.places.staging.token,
        applications: {
          greenroom: stage.cast.greenroom,
          staging: stage.places.staging.application,
          production: stage.places.production.application,
        },
        elsewhere: stage.places.production.announces.channel,
      },
    },
  };
}
