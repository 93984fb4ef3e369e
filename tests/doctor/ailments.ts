import type { Ailments } from './ailments/ailment.ts';
import { ofDiscord } from './ailments/of-discord.ts';
import { ofFly } from './ailments/of-fly.ts';
import { ofGithub } from './ailments/of-github.ts';
import { ofLedgerAndRedis } from './ailments/of-ledger-and-redis.ts';
import { ofMachine } from './ailments/of-machine.ts';
import { ofSetup } from './ailments/of-setup.ts';

/** For each check what it is for, and what it says of it. A check without a line fails its story. */
export const ailments: Ailments = {
  ...ofSetup,
  ...ofMachine,
  ...ofLedgerAndRedis,
  ...ofDiscord,
  ...ofGithub,
  ...ofFly,
};
