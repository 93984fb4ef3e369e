import { type AppPlace } from '../adapters/stage-tools/ask.ts';
import { identifyApp } from '../adapters/stage-tools/identify.ts';
import type { Config } from '../config/config.ts';
import { kitOf } from '../config/stage-checks.ts';
import { urlsOf } from '../jobs/urls.ts';
import { systemClock } from '../platform/clock.ts';
import type { QueueName } from '../ports/queue.ts';
import type { Identify } from '../ports/stage-tools.ts';

/** Where an environment's app mounts the kit; undefined where the config names none. Its key is read at each use. */
export function appPlaceOf(config: Config, project: string, environment: string): AppPlace | undefined {
  const found = config.file.projects[project];
  const one = found?.environments[environment];
  if (found === undefined || one === undefined || one.tier === 'local') return undefined;
  const kit = kitOf(one);
  const url = kit && urlsOf(found, environment)[kit.service];
  if (kit === undefined || url === undefined) return undefined;
  const wantedBy = `projects.${project}.environments.${environment}.${kit.place}`;
  return { url, environment, key: () => config.secrets.get(kit.secret, wantedBy), clock: systemClock };
}

/** Asks the apps of one tier, whose key this worker holds; of the other it can only read what that worker wrote down. */
export function identifyOf(config: Config, on: QueueName, printKey: () => Promise<string>): Identify {
  return async (project, environment, signal) => {
    const one = config.file.projects[project]?.environments[environment];
    const place = one?.tier === on ? appPlaceOf(config, project, environment) : undefined;
    if (place === undefined) return { ok: false, code: 'stage.no-tools', detail: `${environment} has no kit to ask` };
    const application = one?.tier === 'local' ? undefined : one?.discordApplication;
    return identifyApp(place, await printKey(), signal, application);
  };
}

/** The one server that staging's Discord application may be in. */
export function testServerOf(config: Config): (project: string, environment: string) => string {
  return (project, environment) => {
    const one = config.file.projects[project]?.environments[environment];
    return (one?.tier === 'staging' ? one.testServer : undefined) ?? config.file.discord.guild;
  };
}
