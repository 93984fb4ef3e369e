import { expect, test } from 'vitest';
import { readPing } from '../../src/webhooks/events/ping.ts';
import { readPush } from '../../src/webhooks/events/push.ts';
import { followedRepositories } from '../../src/webhooks/followed.ts';
import { projects, push } from './front-door.ts';

const followed = followedRepositories(projects);
const outcome = (more: Record<string, unknown>) => readPush(push(more), followed, 'd-1');

test.each([
  ['a fork', { repository: { full_name: 'mallory/advent', fork: true } }, 'push.fork'],
  ['another repository', { repository: { full_name: 'acme/other', fork: false } }, 'push.other-repository'],
  [
    'a name that only begins alike',
    { repository: { full_name: 'acme/advent2', fork: false } },
    'push.other-repository',
  ],
  ['a tag', { ref: 'refs/tags/v1' }, 'push.not-a-branch'],
  ['notes', { ref: 'refs/notes/commits' }, 'push.not-a-branch'],
  ['a deleted branch', { deleted: true, after: '0'.repeat(40) }, 'push.branch-deleted'],
  ['a deletion that does not say so', { after: '0'.repeat(40) }, 'push.branch-deleted'],
  ['a branch that is not followed', { ref: 'refs/heads/main' }, 'push.other-branch'],
  ['the branch in other letters', { ref: 'refs/heads/Staging' }, 'push.other-branch'],
  ['a leading dash', { ref: 'refs/heads/--upload-pack=id' }, 'push.odd-ref'],
  ['a shell’s words', { ref: 'refs/heads/$(touch${IFS}x)' }, 'push.odd-ref'],
  ['a way out', { ref: 'refs/heads/a/../../x' }, 'push.odd-ref'],
  ['a bidi override', { ref: 'refs/heads/\u202egnigats' }, 'push.odd-ref'],
  ['a mass mention', { ref: 'refs/heads/@everyone' }, 'push.odd-ref'],
  ['nothing after heads', { ref: 'refs/heads/' }, 'push.odd-ref'],
  ['a short ref', { ref: 'staging' }, 'event.malformed'],
  ['a short commit', { after: 'abc1234' }, 'event.malformed'],
  ['no repository', { repository: undefined }, 'event.malformed'],
  ['deleted as text', { deleted: 'yes' }, 'event.malformed'],
])('a push of %s is refused with its reason', (_, more, code) => {
  expect(outcome(more)).toMatchObject({ code });
});

test('names are compared without case, and a configured fork is taken', () => {
  expect(outcome({ repository: { full_name: 'ACME/ADVENT', fork: true } })).toMatchObject({
    intent: { project: 'advent', environment: 'staging' },
  });
  const admin = { ref: 'refs/heads/admin/next', repository: { full_name: 'acme/admin', fork: false } };
  expect(outcome(admin)).toMatchObject({ intent: { project: 'admin' } });
});

test('who pushed is a login, or nobody', () => {
  const by = (more: Record<string, unknown>): unknown => {
    const read = outcome(more);
    return 'intent' in read && read.intent.kind === 'look-at-branch' ? read.intent.pusher : read;
  };
  expect(by({})).toBe('ana');
  expect(by({ pusher: { name: 'dependabot[bot]' } })).toBe('dependabot[bot]');
  expect(by({ pusher: { name: '@everyone <x>' } })).toBe('ana');
  expect(by({ pusher: undefined, sender: undefined })).toBeUndefined();
});

test('a ping says whether the webhook will ever do its work', () => {
  const ping = (events: string[], name?: string) =>
    readPing({ hook: { events }, ...(name ? { repository: { full_name: name } } : {}) }, followed, 'd-1');
  expect(ping(['push'], 'acme/advent').note).toBe('the webhook of acme/advent works');
  expect(ping(['*']).note).toContain('works');
  expect(ping(['issues'], 'acme/advent').note).toContain('does not send push events');
  expect(ping(['push'], 'acme/other').note).toContain('no project names');
});
