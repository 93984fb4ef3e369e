import { parseArgs } from 'node:util';
import { startGithub } from './start.ts';

/** By hand: `node standins/github/main.ts [--port 4001] [--repository acme/advent] [--seed FOLDER] [--hook URL --secret S]`. */
const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '4001' },
    repository: { type: 'string', default: 'acme/advent' },
    seed: { type: 'string' },
    hook: { type: 'string' },
    secret: { type: 'string', default: 'development-secret' },
  },
});

const github = await startGithub({ port: Number(values.port) });
await github.world.addRepository(values.repository, values.seed === undefined ? {} : { seedFolder: values.seed });
if (values.hook !== undefined) {
  github.world.addHook(values.repository, { url: values.hook, secret: values.secret });
}
console.log(`GitHub stand-in on ${github.url}
  GITHUB_API_URL=${github.apiUrl} GITHUB_SERVER_URL=${github.serverUrl} GITHUB_TOKEN=${github.world.botToken}
  git clone ${github.world.remote(values.repository, 'ana')}
  state: ${github.url}/_world/state · act: POST ${github.url}/_world/act {"verb": "commit", …}`);

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    void github.close().then(() => process.exit(0));
  });
}
