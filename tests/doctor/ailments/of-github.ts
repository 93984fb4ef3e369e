import type { Facts, GithubSeen, HookSeen } from '../../../src/ports/survey.ts';
import * as well from '../healthy.ts';
import { type Ailments, on, unknowns } from './ailment.ts';

const { saw } = well;

/** What was seen of the one repository, but for these facts. */
export const github = (more: Partial<GithubSeen>): Facts => on({ github: saw([{ ...well.github, ...more }]) });
const hook = (more: Partial<HookSeen>): Facts => github({ hooks: saw([{ ...well.hook, ...more }]) });

/** The repository, what the credential may there, and the webhook with the door that it knocks at. */
export const ofGithub: Ailments = {
  'github-credential': {
    facts: github({ identity: well.unseen('GitHub refused the credential: 401, Bad credentials', true) }),
    state: 'fail',
    found: /acme\/advent: GitHub refused the credential/,
    besides: unknowns('github-expiry'),
  },
  'github-expiry': [
    {
      facts: github({ identity: saw({ kind: 'token', name: 'x', expiresAt: well.now + 20 * well.day }) }),
      state: 'warn',
      found: /ends in 20 days/,
    },
    {
      facts: github({ identity: saw({ kind: 'token', name: 'x', expiresAt: well.now - well.day }) }),
      state: 'fail',
      found: /ended on 2026-11-30/,
    },
  ],
  'github-repository': { facts: github({ there: saw({ archived: true }) }), state: 'fail', found: /archived/ },
  'github-branch': {
    facts: github({ branches: saw([{ name: 'staging', head: undefined }]) }),
    state: 'fail',
    found: /^acme\/advent has no branch staging$/,
  },
  'github-contents': {
    facts: github({ may: { ...well.github.may, contents: saw(false) } }),
    state: 'fail',
    found: /not allowed in acme/,
  },
  'github-pulls': {
    facts: github({ may: { ...well.github.may, pulls: saw(false) } }),
    state: 'fail',
    found: /not allowed in acme/,
  },
  'github-statuses': {
    facts: github({ may: { ...well.github.may, statuses: saw(false) } }),
    state: 'fail',
    found: /not allowed in acme/,
  },
  'github-deployments': {
    facts: github({ may: { ...well.github.may, deployments: saw(false) } }),
    state: 'fail',
    found: /not allowed in acme/,
  },
  'github-actions': {
    facts: github({
      workflows: saw([
        { file: 'integration.yml', mayStart: false },
        { file: 'browser.yml', mayStart: true },
      ]),
    }),
    state: 'fail',
    found: /^integration\.yml of acme\/advent cannot be started$/,
  },
  'webhook-runs': { facts: hook({ events: ['push'] }), state: 'warn', found: /^not from acme\/advent$/ },
  'webhook-there': [
    { facts: github({ hooks: saw([]) }), state: 'warn', found: /acme\/advent has none: pushes are found by the poll/ },
    { facts: hook({ active: false }), state: 'fail', found: /switched off/ },
    { facts: github({ hooks: saw([well.hook, well.hook]) }), state: 'fail', found: /every push comes more than once/ },
  ],
  'webhook-form': [
    { facts: hook({ json: false }), state: 'fail', found: /not application\/json/ },
    {
      facts: hook({ events: ['issues', 'workflow_run'] }),
      state: 'fail',
      found: /sends issues, workflow_run and no push/,
    },
  ],
  'webhook-address': [
    { facts: hook({ url: 'http://example.test/webhooks/github' }), state: 'warn', found: /is not https/ },
    { facts: hook({ checksCertificate: false }), state: 'warn', found: /does not check the certificate/ },
  ],
  'webhook-delivery': [
    {
      facts: hook({ delivery: saw({ event: 'ping', status: 401, said: 'x' }) }),
      state: 'fail',
      found: /is not the one in GITHUB_WEBHOOK_SECRET/,
    },
    {
      facts: hook({ delivery: saw({ event: 'push', status: 0, said: 'failed to connect to host' }) }),
      state: 'fail',
      found: /push ended with failed to connect/,
    },
    { facts: hook({ delivery: saw(undefined) }), state: 'fail', found: /nothing was ever delivered/ },
  ],
  'front-door': [
    { facts: on({ frontDoor: saw({ url: 'https://x/readyz', status: 503 }) }), state: 'fail', found: /is not ready/ },
    {
      facts: on({ frontDoor: saw({ url: 'https://x/readyz', status: 404 }) }),
      state: 'fail',
      found: /answers with 404/,
    },
    { facts: on({ frontDoor: saw(undefined) }), state: 'warn', found: /knows of no address/ },
  ],
};
