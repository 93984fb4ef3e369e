import { z } from 'zod';

/**
 * What the page reads of the world. The world's answers are Discord's own JSON; only what is drawn is named here, and
 * the browser gets nothing else.
 */
const text = z.string();
const maybe = text.nullish().transform((value) => value ?? undefined);

const embed = z.object({
  title: maybe,
  url: maybe,
  description: maybe,
  color: z.number().nullish(),
  author: z.object({ name: text }).nullish(),
  fields: z.array(z.object({ name: text, value: text, inline: z.boolean().nullish() })).nullish(),
  image: z.object({ url: text }).nullish(),
  footer: z.object({ text }).nullish(),
});

/** A button (type 2) or a select of texts (type 3); other kinds are not drawn. */
const component = z.object({
  type: z.number(),
  style: z.number().nullish(),
  label: maybe,
  custom_id: maybe,
  url: maybe,
  disabled: z.boolean().nullish(),
  emoji: z.object({ name: maybe }).nullish(),
  placeholder: maybe,
  min_values: z.number().nullish(),
  max_values: z.number().nullish(),
  options: z
    .array(z.object({ label: text, value: text, description: maybe, default: z.boolean().nullish() }))
    .nullish(),
});

const emoji = z.union([text, z.object({ name: text }).transform(({ name }) => name)]);

export const messageShape = z.object({
  id: text,
  authorId: text,
  content: text.nullish().transform((value) => value ?? ''),
  embeds: z.array(embed).nullish(),
  components: z.array(z.object({ components: z.array(component).nullish() })).nullish(),
  reactions: z.array(z.object({ emoji, userIds: z.array(text) })).nullish(),
  ephemeralFor: maybe,
  editedAt: z.union([text, z.number()]).nullish(),
  threadId: maybe,
  attachments: z
    .array(
      z.object({
        id: text,
        filename: text,
        url: text,
        size: z.number().nullish(),
        contentType: maybe,
        /** What the picture shows, for who does not see it. */
        description: maybe,
        /** Its first lines; look.ts fills it in where the file is text. */
        preview: maybe,
      }),
    )
    .nullish(),
  interaction: z.object({ name: text, userId: text }).nullish(),
  /** The bot has deferred its answer. */
  thinking: z.boolean().nullish(),
  createdAt: z.number(),
});

const choice = z.object({ name: text, value: z.union([text, z.number()]) });
export const choicesShape = z.array(choice);

const option = z.object({
  type: z.number(),
  name: text,
  description: maybe,
  required: z.boolean().nullish(),
  autocomplete: z.boolean().nullish(),
  choices: choicesShape.nullish(),
});

export const commandShape = z.object({
  name: text,
  description: maybe,
  options: z.array(option).nullish(),
});

/** A thread has a parent. */
export const channelShape = z.object({ id: text, name: text, parentId: maybe });

export const memberShape = z.object({ id: text, name: text, bot: z.boolean(), roles: z.array(text) });
export const roleShape = z.object({ id: text, name: text, color: z.number().nullish() });

/** One call of Discord's API; status 0 is one that got no answer, `at` milliseconds since 1970. */
export const requestShape = z.object({ method: text, path: text, status: z.number(), at: z.number() });

const values = z.record(text, z.union([text, z.number(), z.boolean()]));

/** What the page may ask the world to do, for whoever looks. */
export const actShape = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('slash'),
    viewer: text,
    channel: text,
    name: text,
    options: values,
  }),
  z.strictObject({
    kind: z.literal('autocomplete'),
    viewer: text,
    channel: text,
    name: text,
    option: text,
    value: text,
    others: values,
  }),
  z.strictObject({ kind: z.literal('click'), viewer: text, message: text, customId: text }),
  z.strictObject({
    kind: z.literal('select'),
    viewer: text,
    message: text,
    customId: text,
    values: z.array(text),
  }),
  z.strictObject({ kind: z.literal('delete'), viewer: text, message: text }),
  z.strictObject({ kind: z.literal('react'), viewer: text, message: text, emoji: text }),
  z.strictObject({ kind: z.literal('unreact'), viewer: text, message: text, emoji: text }),
  /** What the owner of the server does in its settings: who is looked as has these roles from now on. */
  z.strictObject({ kind: z.literal('roles'), viewer: text, roles: z.array(text) }),
]);

export type Message = z.infer<typeof messageShape>;
export type Embed = z.infer<typeof embed>;
export type Component = z.infer<typeof component>;
export type File = NonNullable<Message['attachments']>[number];
export type Command = z.infer<typeof commandShape>;
export type Option = z.infer<typeof option>;
export type Choice = z.infer<typeof choice>;
type Channel = z.infer<typeof channelShape>;
type Member = z.infer<typeof memberShape>;
type Role = z.infer<typeof roleShape>;
export type Values = z.infer<typeof values>;
export type Act = z.infer<typeof actShape>;

/** A running copy of the app and what its `/version` says now; no version while it does not answer. */
export interface LiveLink {
  readonly name: string;
  readonly url: string;
  readonly version?: string;
}

/** One look at the world: everything the page draws. */
export interface PageState {
  readonly viewer: string;
  readonly channel: string;
  readonly channels: readonly Channel[];
  readonly members: readonly Member[];
  readonly roles: readonly Role[];
  readonly commands: readonly Command[];
  readonly messages: readonly Message[];
  /** Messages of the threads under these messages, by thread id. */
  readonly threads: Readonly<Record<string, readonly Message[]>>;
  readonly links: readonly LiveLink[];
  /** Whether this person may delete other people's messages here. */
  readonly mayDelete: boolean;
  readonly requests: number;
  /** Over the last five seconds. */
  readonly perSecond: number;
  readonly violations: readonly string[];
  /** What Discord refused, lost or got wrong: newest last, the last few only. */
  readonly faults: readonly string[];
}
