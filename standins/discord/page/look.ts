import type { ZodType } from 'zod';
import type { LiveLink, Message, PageState } from './shape.ts';
import { channelShape, commandShape, memberShape, messageShape, requestShape, roleShape } from './shape.ts';
import { previewOf } from './preview.ts';
import type { PageWorld } from './world.ts';

/** The rate is that of the last so many milliseconds, read from at most so many requests. */
const rateMs = 5000;
const readBack = 500;
/** How many faults are told. */
const toldFaults = 6;

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
    all(messageShape, world.messages(channelId, viewer))
      .filter(({ ephemeralFor }) => ephemeralFor === undefined || ephemeralFor === viewer)
      .map((message) => withPreviews(world, message));
  const messages = channel === '' ? [] : seen(channel);
  const threads = messages.flatMap(({ threadId }) => (threadId === undefined ? [] : [threadId]));
  const requests = all(requestShape, world.requests.slice(-readBack));
  const since = world.clock.now() - rateMs;
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
    mayDelete: viewer !== '' && channel !== '' && world.can(viewer, channel, 'ManageMessages'),
    requests: world.requests.length,
    perSecond: requests.filter(({ at }) => at > since).length / (rateMs / 1000),
    violations: world.violations.map(inWords),
    faults: [
      ...world.faultsOfOwn.map((fault) => `stand-in: ${fault}`),
      ...requests
        .filter(({ status }) => status === 0 || status === 401 || status === 429 || status >= 500)
        .map(({ method, path, status }) => `${status === 0 ? 'no answer' : status} · ${method} ${path}`),
    ].slice(-toldFaults),
  };
}

function withPreviews(world: PageWorld, message: Message): Message {
  if (!message.attachments || message.attachments.length === 0) return message;
  const attachments = message.attachments.map((file) => ({
    ...file,
    preview: previewOf(file, world.files.get(file.id)?.content),
  }));
  return { ...message, attachments };
}

function inWords(violation: unknown): string {
  return typeof violation === 'string' ? violation : (JSON.stringify(violation) ?? '');
}
