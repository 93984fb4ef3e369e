import type { Step } from './setup.ts';
import { discordToken } from './steps/discord-token.ts';
import { files } from './steps/files.ts';
import { github } from './steps/github.ts';
import { places } from './steps/places.ts';
import { repository } from './steps/repository.ts';
import { server } from './steps/server.ts';
import { target } from './steps/target.ts';
import { webhook } from './steps/webhook.ts';

/** In this order; each relies on what is settled before it. Files come last, when all of it is known. */
export const steps: readonly Step[] = [repository, github, discordToken, server, places, target, webhook, files];
