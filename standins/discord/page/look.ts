import type { ZodType } from 'zod';
import type { LiveLink, Message, PageState } from './shape.ts';
import { channelShape, commandShape, memberShape, messageShape, roleShape } from './shape.ts';
import type { PageWorld } from './world.ts';

function all<T>(shape: ZodType<T>, values: readonly unknown[]): T[] {
  return values.map((value) => shape.parse(value));
}

/** Everything that one person sees in one channel. Who or what is not there becomes the first that is. */
export function look(
  world: PageWorld,
  asked: { readonly viewer: string; readonly channel: string },
  links: readonly LiveLink[],
): PageState {
  const everyMember = all(memberShape, world.members());
  const members = everyMember.filter(({ bot }) => !bot);
  const places = all(channelShape, world.channels());
  const channels = places.filter(({ parentId }) => parentId === undefined);
  const viewer = members.find(({ id }) => id === asked.viewer)?.id ?? members[0]?.id ?? '';
  const channel = channels.find(({ id }) => id === asked.channel)?.id ?? channels[0]?.id ?? '';
  // The world may leave this to whoever draws; a secret of another person must not reach the browser at all.
  const seen = (channelId: string): Message[] =>
    all(messageShape, world.messages(channelId, viewer)).filter(
      ({ ephemeralFor }) => ephemeralFor === undefined || ephemeralFor === viewer,
    );
  const messages = channel === '' ? [] : seen(channel);
  const threads = messages.flatMap(({ threadId }) => (threadId === undefined ? [] : [threadId]));
  return {
    viewer,
    channel,
    channels: places,
    members: everyMember,
    roles: all(roleShape, world.roles()),
    commands: viewer === '' ? [] : all(commandShape, world.commandsFor(viewer)),
    messages,
    threads: Object.fromEntries(threads.map((id) => [id, seen(id)])),
    links,
    requests: world.requests.length,
    violations: world.violations.map(inWords),
  };
}

function inWords(violation: unknown): string {
  return typeof violation === 'string' ? violation : (JSON.stringify(violation) ?? '');
}
