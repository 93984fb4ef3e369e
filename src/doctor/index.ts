import type { Check } from './check.ts';
import { appsApart } from './checks/apps-apart.ts';
import { clockServices } from './checks/clock-services.ts';
import { configValid } from './checks/config-valid.ts';
import { dataFolder } from './checks/data-folder.ts';
import { discordAttach } from './checks/discord-attach.ts';
import { discordChannels } from './checks/discord-channels.ts';
import { discordCommands } from './checks/discord-commands.ts';
import { discordCreateThreads } from './checks/discord-create-threads.ts';
import { discordEmbed } from './checks/discord-embed.ts';
import { discordHistory } from './checks/discord-history.ts';
import { discordIntents } from './checks/discord-intents.ts';
import { discordLeast } from './checks/discord-least.ts';
import { discordMention } from './checks/discord-mention.ts';
import { discordReact } from './checks/discord-react.ts';
import { discordSend } from './checks/discord-send.ts';
import { discordSendInThreads } from './checks/discord-send-in-threads.ts';
import { discordServer } from './checks/discord-server.ts';
import { discordToken } from './checks/discord-token.ts';
import { discordView } from './checks/discord-view.ts';
import { diskSpace } from './checks/disk-space.ts';
import { flyApps } from './checks/fly-apps.ts';
import { flyTokenExpiry } from './checks/fly-token-expiry.ts';
import { flyTokenScope } from './checks/fly-token-scope.ts';
import { flyTokensApart } from './checks/fly-tokens-apart.ts';
import { flyToml } from './checks/fly-toml.ts';
import { flyctlVersion } from './checks/flyctl-version.ts';
import { frontDoor } from './checks/front-door.ts';
import { gitVersion } from './checks/git-version.ts';
import { githubActions } from './checks/github-actions.ts';
import { githubBranch } from './checks/github-branch.ts';
import { githubContents } from './checks/github-contents.ts';
import { githubCredential } from './checks/github-credential.ts';
import { githubDeployments } from './checks/github-deployments.ts';
import { githubExpiry } from './checks/github-expiry.ts';
import { githubPulls } from './checks/github-pulls.ts';
import { githubRepository } from './checks/github-repository.ts';
import { githubStatuses } from './checks/github-statuses.ts';
import { ledgerClock } from './checks/ledger-clock.ts';
import { ledgerNotify } from './checks/ledger-notify.ts';
import { ledgerThere } from './checks/ledger-there.ts';
import { ledgerVersion } from './checks/ledger-version.ts';
import { nodeVersion } from './checks/node-version.ts';
import { redisEviction } from './checks/redis-eviction.ts';
import { redisPassword } from './checks/redis-password.ts';
import { redisPersistence } from './checks/redis-persistence.ts';
import { redisThere } from './checks/redis-there.ts';
import { redisVersion } from './checks/redis-version.ts';
import { rolesAlike } from './checks/roles-alike.ts';
import { rolesApart } from './checks/roles-apart.ts';
import { rolesEveryone } from './checks/roles-everyone.ts';
import { rolesManaged } from './checks/roles-managed.ts';
import { rolesMentionable } from './checks/roles-mentionable.ts';
import { rolesPowerful } from './checks/roles-powerful.ts';
import { rolesThere } from './checks/roles-there.ts';
import { secretsApart } from './checks/secrets-apart.ts';
import { secretsSet } from './checks/secrets-set.ts';
import { webhookAddress } from './checks/webhook-address.ts';
import { webhookDelivery } from './checks/webhook-delivery.ts';
import { webhookForm } from './checks/webhook-form.ts';
import { webhookRuns } from './checks/webhook-runs.ts';
import { webhookSecret } from './checks/webhook-secret.ts';
import { webhookThere } from './checks/webhook-there.ts';

/** Every check, in the order in which they are told where they came to the same. What is not listed is not asked. */
export const checks = [
  configValid,
  secretsSet,
  secretsApart,
  webhookSecret,
  nodeVersion,
  gitVersion,
  flyctlVersion,
  diskSpace,
  dataFolder,
  rolesApart,
  appsApart,
  clockServices,
  ledgerThere,
  ledgerVersion,
  ledgerNotify,
  ledgerClock,
  redisThere,
  redisVersion,
  redisPersistence,
  redisEviction,
  redisPassword,
  discordToken,
  discordIntents,
  discordServer,
  discordLeast,
  discordCommands,
  discordChannels,
  discordView,
  discordSend,
  discordSendInThreads,
  discordCreateThreads,
  discordEmbed,
  discordAttach,
  discordHistory,
  discordReact,
  discordMention,
  rolesThere,
  rolesEveryone,
  rolesManaged,
  rolesMentionable,
  rolesAlike,
  rolesPowerful,
  githubCredential,
  githubExpiry,
  githubRepository,
  githubBranch,
  githubContents,
  githubPulls,
  githubStatuses,
  githubDeployments,
  githubActions,
  webhookThere,
  webhookForm,
  webhookRuns,
  webhookAddress,
  webhookDelivery,
  frontDoor,
  flyApps,
  flyTokenScope,
  flyTokensApart,
  flyTokenExpiry,
  flyToml,
] as const satisfies readonly Check[];
