import { Theatre } from '../../tests/world/theatre.ts';
import { tinyProject } from '../../tests/world/tiny-app.ts';
import { until } from '../../tests/world/until.ts';
import type { Case, Row } from '../case.ts';
import { percentile, spread } from '../statistics.ts';
import { openDatabase } from '../world/database.ts';
import { type FirstProcesses, listenForBuilds } from '../world/first-processes.ts';

const pushes = 25;
const processWithinMs = 200;
const cardWithinMs = 500;

interface Times {
  readonly accept: number;
  readonly process: number;
  readonly card: number;
}

/** Real git pushes, one after another; each is followed to its end, so that none waits for the one before. */
export const pushToFirstProcess: Case = {
  name: 'push-to-first-process',
  async run(say) {
    const builds = await listenForBuilds();
    const database = await openDatabase();
    const { api } = tinyProject.services;
    const theatre = await Theatre.open({
      database,
      rateLimits: 'discord',
      // The webhook is what is measured: the poll, at its usual pace, must not find the push before.
      config: { poll: '60s' },
      project: {
        services: {
          api: { ...api, build: { local: { ...api.build.local, run: [builds.command, ...api.build.local.run] } } },
        },
      },
    });
    try {
      const times: Times[] = [];
      // The first push fetches a repository that is not there yet, and the first of everything is compiled.
      for (let number = 0; number <= pushes; number += 1) {
        if (number % 5 === 0) say(`${String(number)} of ${String(pushes)} pushes`);
        const one = await follow(theatre, builds, number);
        if (number > 0) times.push(one);
      }
      return rows(times);
    } finally {
      await theatre.close();
      await builds.close();
    }
  },
};

async function follow(theatre: Theatre, builds: FirstProcesses, number: number): Promise<Times> {
  const commit = await theatre.pushes({}, `Push ${String(number)}`);
  await theatre.reads(new RegExp(`${commit.slice(0, 7)}[\\s\\S]*[Rr]eady for manual testing`));
  await theatre.github.world.deliveries.settled();
  const attempt = theatre.github.world.deliveries.all.find((one) => one.body.includes(`"after":"${commit}"`))
    ?.attempts[0];
  if (attempt?.status !== 202) throw new Error(`the webhook of ${commit} was answered ${String(attempt?.status)}`);
  const accepted = attempt.at + attempt.took;
  const began = await until('the build tells when it began', () => builds.of(commit));
  const card = theatre.shown().find((message) => message.text.includes(commit.slice(0, 7)));
  const posted = theatre.discord.world.messages(theatre.ids.deployments).find(({ id }) => id === card?.id)?.createdAt;
  return { accept: attempt.took, process: began - accepted, card: (posted ?? Number.NaN) - accepted };
}

function rows(times: readonly Times[]): Row[] {
  const accept = times.map((one) => one.accept);
  const processes = times.map((one) => one.process);
  const cards = times.map((one) => one.card);
  return [
    { what: 'pushes', value: String(times.length) },
    { what: 'webhook sent → 202', value: spread(accept) },
    {
      what: '202 → first process of the build',
      value: spread(processes),
      bar: {
        wanted: `p95 under ${String(processWithinMs)} ms`,
        met: percentile(processes, 0.95) < processWithinMs,
      },
    },
    {
      what: '202 → card in Discord',
      value: spread(cards),
      bar: { wanted: `p95 under ${String(cardWithinMs)} ms`, met: percentile(cards, 0.95) < cardWithinMs },
    },
  ];
}
