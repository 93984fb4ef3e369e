import { randomBytes } from 'node:crypto';
import { saidIn } from '../../../adapters/github/access.ts';
import { field, listAt, textAt } from '../../../platform/ask-json.ts';
import { type Step, accessOf, settled } from '../setup.ts';

/** The webhook and its secret. An app has its own already; without an address there is none, and the poll has to do. */
export const webhook: Step = async (setup) => {
  const { asker, draft, variable } = setup;
  const { url, github, repository, webhookSecret } = draft.settled;
  const secret = webhookSecret ?? variable('GITHUB_WEBHOOK_SECRET') ?? randomBytes(32).toString('hex');
  if (url === undefined || url === 'none' || (github !== undefined && 'slug' in github)) {
    draft.settle({ webhookSecret: secret });
    return;
  }
  const address = `${url}/webhooks/github`;
  const access = accessOf(setup);
  const path = `/repos/${settled(repository, 'the repository')}/hooks`;
  const byHand = (why: string): void =>
    asker.say(
      `The webhook could not be made (${why}). Make it by hand on GitHub: Settings, Webhooks, Add: ${address}, application/json, the push event, and the secret that greenroom.env will have as GITHUB_WEBHOOK_SECRET.`,
    );
  const listed = await access.ask(`${path}?per_page=100`);
  const there =
    listed.status === 200 && listAt(listed.body).some((hook) => textAt(field(hook, 'config'), 'url') === address);
  if (there && webhookSecret === undefined && variable('GITHUB_WEBHOOK_SECRET') === undefined)
    throw new Error(
      `GitHub has a webhook to ${address} already, and its secret cannot be read back. Set GITHUB_WEBHOOK_SECRET to it, or remove that webhook, and run greenroom init again.`,
    );
  // Before it is known anywhere else: a webhook whose secret is lost has to be made again.
  draft.settle({ webhookSecret: secret });
  if (there) return asker.say(`GitHub has the webhook to ${address} already.`);
  const made = await access.ask(path, {
    method: 'POST',
    body: {
      name: 'web',
      active: true,
      events: ['push'],
      config: { url: address, content_type: 'json', secret, insecure_ssl: '0' },
    },
  });
  if (made.status === 201) asker.say(`GitHub tells ${address} of pushes from now on.`);
  else byHand(saidIn(made));
};
