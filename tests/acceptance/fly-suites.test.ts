import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type FlyStandin, startFly } from '../../standins/fly/start.ts';
import { flyApps } from '../world/places-on-fly.ts';
import { Theatre } from '../world/theatre.ts';
import type { Behaviour } from '../world/tiny-app.ts';

const files = {
  Dockerfile: `FROM node:24-bookworm-slim AS app
WORKDIR /app
COPY . .
ARG GREENROOM_COMMIT
RUN node build.js
FROM app AS test
CMD ["node", "suite.js"]
FROM app
CMD ["node", "server.js"]
`,
  '.github/workflows/integration.yml': `name: integration
run-name: Greenroom \${{ inputs.greenroom }}
on:
  workflow_dispatch:
    inputs:
      greenroom: { required: true }
      commit: { required: true }
      urls: { required: true }
`,
};

/** One Greenroom whose suites run in a machine of staging's app, and on GitHub Actions. */
let fly: FlyStandin;
let theatre: Theatre;
beforeAll(async () => {
  fly = await startFly();
  theatre = await Theatre.open({
    fly,
    project: {
      verify: [
        { name: 'inside', machine: 'test', timeout: '20s' },
        { name: 'outside', workflow: 'integration.yml', timeout: '40s' },
      ],
    },
  });
});
afterAll(async () => {
  await theatre.close();
  await fly.close();
});

const pushes = (message: string, behaviour: Behaviour = {}): Promise<string> =>
  theatre.pushes(behaviour, message, { files });
const runs = () => theatre.github.world.actions.runs;
const reads = (commit: string, what: string) => theatre.reads(new RegExp(`${commit.slice(0, 7)}[\\s\\S]*${what}`));

describe('suites of a project on Fly', () => {
  it('R3.3 of which one is red close promotion, and the failing test is named', async () => {
    const red = await pushes('Red', { redTests: ['a draw has one winner'] });
    const card = await reads(red, 'test\\.failed');
    expect(card.text).toContain('a draw has one winner');
    // The other one ran all the same: people want the whole list.
    expect(card.text).toMatch(/Tests passed.*outside/);
    await theatre.types('ana', 'promote');
    await theatre.hears('ana', /release\.none/);
  });

  it('R3.1 R3.2 run in a machine and on GitHub Actions against staging’s address, and make it ready', async () => {
    const commit = await pushes('Green');
    const card = await reads(commit, '[Rr]eady for manual testing');
    expect(card.text).toMatch(/Tests passed.*inside.*3 passed/);
    expect(card.text).toMatch(/Tests passed.*outside.*1 passed/);
    const run = runs().at(-1);
    expect(run).toMatchObject({ head: commit, conclusion: 'success' });
    expect(JSON.parse(run?.inputs['urls'] ?? '')).toEqual({ api: `http://127.0.0.1:${theatre.ports.staging}` });
    const suite = [...fly.world.machines.values()].findLast(({ config }) => config.metadata?.['suite'] === 'inside');
    expect(suite).toMatchObject({ app: flyApps.staging, state: 'destroyed' });
  });

  it('R3.3 whose run somebody cancels on GitHub are not taken for green', async () => {
    theatre.github.world.actions.plays({ conclusion: 'cancelled' });
    const commit = await pushes('Cancelled');
    await reads(commit, 'test\\.not-run[\\s\\S]*its run on GitHub ended as cancelled');
  });

  it('R3.1 whose webhook is lost are heard of at the next look', async () => {
    let end = (): void => undefined;
    theatre.github.world.actions.plays({ until: new Promise<void>((done) => (end = done)) });
    const before = runs().length;
    const commit = await pushes('Lost');
    await reads(commit, 'test');
    while (runs().length === before) await new Promise((done) => setTimeout(done, 20));
    theatre.github.world.losesWebhooks(1);
    end();
    await reads(commit, '[Rr]eady for manual testing');
    expect(theatre.github.world.deliveries.all.at(-1)).toMatchObject({ event: 'workflow_run', lost: true });
  });

  it('nobody sent Fly anything that it would not take', () => {
    expect(fly.world.violations).toEqual([]);
  });
});
