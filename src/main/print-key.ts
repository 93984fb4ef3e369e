import { createHmac, randomBytes } from 'node:crypto';
import { existsSync, linkSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Config } from '../config/config.ts';
import { givenTo } from '../config/given.ts';

/**
 * A key of this installation, so that prints of config values mean nothing elsewhere. Two roles may start at once:
 * a hard link fails where the name is taken, so both end up with the one that was first.
 */
function printKey(ownDir: string): Buffer {
  const path = join(ownDir, 'print.key');
  if (!existsSync(path)) {
    const draft = `${path}.${process.pid}`;
    writeFileSync(draft, randomBytes(32), { mode: 0o600 });
    try {
      linkSync(draft, path);
    } catch (error) {
      if (!existsSync(path)) throw error;
    } finally {
      rmSync(draft, { force: true });
    }
  }
  return readFileSync(path);
}

/**
 * Name of each config key of an environment → keyed hash of its value, to tell on a card which names changed without
 * anybody holding the values. Includes the suites' and services' own settings that reach the running app.
 */
export function createConfigPrint(
  config: Config,
  ownDir: string,
): (project: string, environment: string) => Readonly<Record<string, string>> {
  const key = printKey(ownDir);
  return (project, environment) => {
    const found = config.file.projects[project]?.environments[environment];
    if (found === undefined || found.tier === 'local') return {};
    const print: Record<string, string> = {};
    // A Fly app's settings are Fly's; its token is Greenroom's own way in, and no setting of the app.
    for (const { service, name, value } of found.target.kind === 'local' ? givenTo(found.target) : []) {
      const text =
        typeof value === 'string'
          ? value
          : config.secrets.get(value.secret, `${project}/${environment}, ${service}, ${name}`);
      print[`${service}.${name}`] = createHmac('sha256', key)
        .update(`${service}.${name}=${text}`)
        .digest('hex')
        .slice(0, 32);
    }
    return print;
  };
}
