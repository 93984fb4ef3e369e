import { createHmac, randomBytes } from 'node:crypto';
import { existsSync, linkSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Config } from '../config/config.ts';
import { reachingSettings } from '../config/reaching-settings.ts';
import { type ConfigPrint, printKeyEntry } from '../core/config-difference.ts';

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
 * Name of each config key of an environment → keyed hash of its value, to tell which names changed without anybody
 * holding the values. Says with which key it was made, so that a copy with another data folder does not take every value
 * for changed.
 */
export function createConfigPrint(
  config: Config,
  ownDir: string,
): (project: string, environment: string) => ConfigPrint {
  const key = printKey(ownDir);
  const printed = (text: string): string => createHmac('sha256', key).update(text).digest('hex').slice(0, 32);
  return (project, environment) => ({
    [printKeyEntry]: printed('which key is this?'),
    ...Object.fromEntries(
      reachingSettings(config, project, environment).map(([name, text]) => [name, printed(`${name}=${text}`)]),
    ),
  });
}
