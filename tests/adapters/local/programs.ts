import { tinyProject } from '../../world/tiny-app.ts';
import { processesWith } from '../../world/processes-with.ts';

/** A service whose program is told by the config, and which knows by `claims` which version it is. */
export const startedWith = (code: string) => ({
  services: { api: { ...tinyProject.services.api, build: { local: { run: [], start: ['node', '-e', code] } } } },
});

export const preamble = `
const http = require('node:http');
const { claims, exitsAtStart } = JSON.parse(require('node:fs').readFileSync('behaviour.json', 'utf8'));
const listen = (handle) => http.createServer((request, response) =>
  request.url === '/healthz' ? response.end('ok') : handle(request, response)).listen(process.env.PORT, '127.0.0.1');
`;

export const apps = (dataDir: string): number[] => processesWith(`GREENROOM_HOST=${dataDir}/hosts/advent.staging`);
export const hosts = (dataDir: string): number[] => processesWith(`bin/host.js\0${dataDir}\0advent\0staging`);

/** Kills the first of them. Where there is none, a 0 in its place would be the test run’s own process group. */
export function killsOne(pids: readonly number[]): void {
  const [pid] = pids;
  if (pid === undefined) throw new Error('there is no process to kill');
  process.kill(pid, 'SIGKILL');
}
