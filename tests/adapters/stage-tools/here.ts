import { createServer, type RequestListener } from 'node:http';
import { once } from 'node:events';
import { onTestFinished } from 'vitest';
import { identifyApp } from '../../../src/adapters/stage-tools/identify.ts';
import { createStageTools } from '../../../src/adapters/stage-tools/stage-tools.ts';
import type { StageTool, ToolInputs } from '../../../src/core/stage-tool.ts';
import { systemClock } from '../../../src/platform/clock.ts';
import { emptyDatabase } from '../../world/database.ts';
import { mint } from '../../world/the-mint.ts';
import { key, productionAtRest, productionEnv, smallApp } from '../../kit/small-app.ts';

export const signal = new AbortController().signal;
export const printKey = Buffer.alloc(32, 7).toString('base64url');
const environment = { project: 'advent', name: 'staging', tier: 'staging' } as const;
const cara = { discordId: '100000000000000013', name: 'cara' };

type Given = NonNullable<Parameters<typeof smallApp>[1]>;

export async function database(): Promise<string> {
  const made = await emptyDatabase();
  onTestFinished(() => made.drop());
  return made.url;
}

/** One of production’s, marked and at rest: whatever is written there fails the story. */
export async function productionsDatabase(env: Readonly<Record<string, string>> = productionEnv): Promise<string> {
  const made = await productionAtRest(env);
  onTestFinished(() => made.drop());
  return made.url;
}

/** An app that mounts the real kit, on a database of its own unless one is named. */
export async function appHere(given: Given & { readonly url?: string } = {}) {
  const { url, ...options } = given;
  const app = await smallApp(url ?? (await database()), options);
  onTestFinished(() => app.stop());
  return app;
}

/** Something else that listens where the app should. */
export async function listens(handle: RequestListener): Promise<string> {
  const server = createServer(handle);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(async () => {
    server.closeAllConnections();
    server.close();
  });
  const bound = server.address();
  return `http://127.0.0.1:${String(bound !== null && typeof bound === 'object' ? bound.port : 0)}`;
}

/** Greenroom's side of an app at this address; each use gets a permit of its own, as the gate would give it. */
export function greenroomAt(url: string, withKey = key) {
  const place = { url, environment: 'staging', key: () => withKey, clock: systemClock };
  const tools = createStageTools(environment, place);
  let token = 1;
  return {
    tools,
    identity: (application?: string) => identifyApp(place, printKey, signal, application),
    planReset: () => tools.planReset({ by: cara, fence: token }, signal),
    as: (owner: number) => void (token = owner),
    use: <O extends StageTool>(
      tool: O,
      input: ToolInputs[O],
      id: string,
      more: { fence?: () => Promise<void> } = {},
    ) => {
      const terms = { ...environment, environment: 'staging', operation: tool, digests: '', token };
      const permit = mint<O, 'staging'>({ ...terms, expiresAt: Date.now() + 60_000 } as never);
      const io = { output: () => undefined, signal, fence: more.fence ?? (async () => undefined) };
      return tools.use(permit, { tool, id, by: cara, input, artifacts: [] }, token, io);
    },
  };
}
