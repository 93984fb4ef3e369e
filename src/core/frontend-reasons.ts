/** About frontends and what an environment is configured to be: a part of the closed list in reason.ts. */
export const frontendReasons = {
  'verify.config-unreadable': {
    means: 'The frontend does not answer with its configuration.',
    remedy: 'Let it answer config.path with the JSON in GREENROOM_RUNTIME_CONFIG; docs/frontends.md has examples.',
  },
  'verify.wrong-config': {
    means: 'The frontend is configured for something else than this environment.',
    remedy: 'Let it answer config.path with the JSON in GREENROOM_RUNTIME_CONFIG, and bake none of it in.',
  },
  'release.no-variant': {
    means:
      'A service is built for each environment, and this release has no build for this one as it is configured now.',
    remedy: 'Wait until staging has built and verified it anew, which it does by itself; then use /promote again.',
  },
  'config.nothing-changed': {
    means: 'The configuration is again what runs there.',
    remedy: 'Nothing to do.',
  },
} as const;
