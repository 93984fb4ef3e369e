import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Stage } from './stage.ts';
import { expectNoFaults, stage } from './stage.ts';

let on: Stage;

beforeEach(async () => {
  on = await stage({ rateLimits: 'off' });
});
afterEach(() => on.close());

const row = (...components: object[]) => ({ type: 1, components });
const button = (more: object = {}) => ({ type: 2, style: 1, label: 'Go', custom_id: 'go', ...more });
const fields = (count: number) => Array.from({ length: count }, () => ({ name: 'a', value: 'b' }));
const select = (options: object[]) => ({ type: 3, custom_id: 's', options });
const option = (value: string) => ({ label: value, value });

/** Refused by Discord's specification. */
const bySpec: Record<string, object> = {
  'title 257': { embeds: [{ title: 'x'.repeat(257) }] },
  '26 fields': { embeds: [{ fields: fields(26) }] },
  'description 4097': { embeds: [{ description: 'x'.repeat(4097) }] },
  'field value 1025': { embeds: [{ fields: [{ name: 'a', value: 'x'.repeat(1025) }] }] },
  'footer 2049': { embeds: [{ title: 't', footer: { text: 'x'.repeat(2049) } }] },
  '11 embeds': { embeds: Array.from({ length: 11 }, () => ({ title: 't' })) },
  'colour in words': { embeds: [{ title: 't', color: 'red' }] },
  'url that is none': { embeds: [{ title: 't', url: 'nowhere' }] },
  '6 buttons in a row': { components: [row(...Array.from({ length: 6 }, (_, n) => button({ custom_id: String(n) })))] },
  'custom_id 101': { components: [row(button({ custom_id: 'x'.repeat(101) }))] },
  'label 81': { components: [row(button({ label: 'x'.repeat(81) }))] },
  'select without options': { components: [row(select([]))] },
  'select with 26 options': { components: [row(select(Array.from({ length: 26 }, (_, n) => option(String(n)))))] },
  'content that is a number': { content: 5 },
};

/** Allowed by the specification, refused by Discord: the hand-written rules. */
const byHand: Record<string, object> = {
  'content 2001': { content: 'x'.repeat(2001) },
  'more than 6000 in all embeds': { embeds: [{ description: 'x'.repeat(4000) }, { description: 'x'.repeat(2001) }] },
  'empty message': { content: ' ' },
  'colour that is no whole number': { embeds: [{ title: 't', color: 1.5 }] },
  'empty embed': { embeds: [{}] },
  'empty field name': { embeds: [{ fields: [{ name: ' ', value: 'b' }] }] },
  'javascript url': { embeds: [{ title: 't', url: 'javascript:alert(1)' }] },
  '6 rows': { content: 'x', components: Array.from({ length: 6 }, (_, n) => row(button({ custom_id: String(n) }))) },
  'custom_id twice': { content: 'x', components: [row(button()), row(button())] },
  'button without custom_id': { content: 'x', components: [row({ type: 2, style: 1, label: 'Go' })] },
  'button without words': { content: 'x', components: [row({ type: 2, style: 1, custom_id: 'go' })] },
  'link without url': { content: 'x', components: [row({ type: 2, style: 5, label: 'Go' })] },
  'link with custom_id': { content: 'x', components: [row(button({ style: 5, url: 'https://a.example' }))] },
  'link with javascript': { content: 'x', components: [row({ type: 2, style: 5, label: 'Go', url: 'javascript:x' })] },
  'select beside a button': { content: 'x', components: [row(button(), select([option('a')]))] },
  'option twice': { content: 'x', components: [row(select([option('a'), option('a')]))] },
  'V2 component without the flag': { components: [{ type: 10, content: 'text' }] },
  'V2 flag with content': { flags: 1 << 15, content: 'x', components: [{ type: 10, content: 'text' }] },
  'mentions said twice': { content: 'x', allowed_mentions: { parse: ['users'], users: ['1'] } },
  'attachment without a file': { content: 'x', attachments: [{ id: '0', filename: 'a.log' }] },
};

test.each(Object.entries({ ...bySpec, ...byHand }))('a message is refused: %s', async (_, body) => {
  const { status, body: error } = await on.api('POST ~/messages', body);
  expect(status).toBe(400);
  expect([50035, 50006]).toContain(error.code);
  expect(on.world.messages(on.channel)).toEqual([]);
  expect(on.world.violations).toHaveLength(1);
  expect(on.world.faultsOfOwn).toEqual([]);
});

test.each(Object.entries(byHand))('an edit is refused, too, and changes nothing: %s', async (_, body) => {
  const { id } = (await on.api('POST ~/messages', { content: 'before' })).body as { id: string };
  // An edit leaves what it does not name, so that only emptying is empty.
  expect((await on.api(`PATCH ~/messages/${id}`, body)).status).toBe(400);
  expect(on.world.messages(on.channel)).toMatchObject([{ content: 'before', embeds: [], components: [] }]);
});

test('what is just inside the limits is taken', async () => {
  const texts = { title: 'x'.repeat(256), footer: { text: 'f'.repeat(2048) } };
  for (const body of [
    { content: 'x'.repeat(2000) },
    { content: '🚀'.repeat(2000) },
    {
      embeds: [{ description: 'x'.repeat(4096), ...texts }].map((one) => ({
        ...one,
        description: 'x'.repeat(6000 - 256 - 2048),
      })),
    },
    { embeds: Array.from({ length: 10 }, () => ({ title: 't' })) },
    { content: 'x', components: Array.from({ length: 5 }, (_, n) => row(button({ custom_id: String(n) }))) },
    { flags: 1 << 15, components: [{ type: 10, content: 'text' }] },
    { content: 'x', embeds: [{ title: 't', color: '255', timestamp: '2026-01-01T00:00:00+00:00' }] },
    { content: 'x', components: [row({ type: 2, style: 5, label: 'Go', url: 'https://a.example' })] },
  ]) {
    expect((await on.api('POST ~/messages', body)).status).toBe(200);
  }
  expectNoFaults(on);
});

const command = (more: object = {}) => ({ name: 'deploy', description: 'd', ...more });
const text = (name: string, more: object = {}) => ({ type: 3, name, description: 'd', ...more });

test.each(
  Object.entries<object[]>({
    'description 101': [command({ description: 'x'.repeat(101) })],
    '26 options': [command({ options: Array.from({ length: 26 }, (_, n) => text(`o${n}`)) })],
    '26 choices': [
      command({
        options: [text('a', { choices: Array.from({ length: 26 }, (_, n) => ({ name: `${n}`, value: `${n}` })) })],
      }),
    ],
    'name with capitals': [command({ name: 'Deploy' })],
    'name with a space': [command({ name: 'de ploy' })],
    'no description': [{ name: 'deploy' }],
    'the same name twice': [command(), command()],
    '101 commands': Array.from({ length: 101 }, (_, n) => command({ name: `c${n}` })),
    'optional before required': [command({ options: [text('a'), text('b', { required: true })] })],
    'choices and autocomplete': [
      command({ options: [text('a', { autocomplete: true, choices: [{ name: 'x', value: 'x' }] })] }),
    ],
    'the same option twice': [command({ options: [text('a'), text('a')] })],
    'subcommand beside an option': [command({ options: [{ type: 1, name: 's', description: 'd' }, text('a')] })],
    'more than 8000 characters': [
      command({
        options: Array.from({ length: 4 }, (_, n) =>
          text(`o${n}`, {
            choices: Array.from({ length: 25 }, (_, m) => ({ name: `${m}`, value: `${m}${'x'.repeat(90)}` })),
          }),
        ),
      }),
    ],
  }),
)('commands are refused: %s', async (_, commands) => {
  const { status, body } = await on.api(`PUT /applications/${on.application.id}/guilds/${on.guild}/commands`, commands);
  expect(status).toBe(400);
  expect([50035, 30032]).toContain(body.code);
  expect(on.world.commandsFor(on.ana)).toEqual([]);
  expect(on.world.violations).toHaveLength(1);
});

test('a refusal says where, as Discord nests it', async () => {
  const { body } = await on.api('POST ~/messages', { embeds: [{ title: 'ok' }, { title: 'x'.repeat(257) }] });
  expect(body).toEqual({
    message: 'Invalid Form Body',
    code: 50035,
    errors: {
      embeds: {
        '1': { title: { _errors: [{ code: 'BASE_TYPE_MAX_LENGTH', message: 'Must be 256 or fewer in length.' }] } },
      },
    },
  });
});

test('a misspelt key and an unknown query are mistakes that Discord does not refuse; unknown routes it does', async () => {
  expect((await on.api('POST ~/messages', { content: 'x', allowed_mention: { parse: [] } })).status).toBe(200);
  expect((await on.api('GET ~/messages?limits=1')).status).toBe(200);
  expect((await on.api('GET /nowhere')).status).toBe(404);
  expect((await on.api('DELETE /gateway/bot')).status).toBe(405);
  expect((await on.api('POST ~/messages', 'no json')).body).toMatchObject({ code: 50109 });
  expect((await on.api('GET ~/messages?limit=101')).body).toMatchObject({ code: 50035 });
  expect(on.world.violations).toHaveLength(6);
  expect((await on.api('GET ~', undefined, { authorization: 'Bot wrong' })).status).toBe(401);
  expect(on.world.violations).toHaveLength(6);
});

test('a form that is none and an address that is none are refused, not a fault of the stand-in', async () => {
  const multipart = { 'content-type': 'multipart/form-data; boundary=b' };
  expect((await on.api('POST ~/messages', 'no form', multipart)).status).toBe(400);
  expect((await on.api('GET ~/messages/%E0%A4%A')).status).toBe(400);
  expect(on.world.violations).toHaveLength(2);
  expect(on.world.faultsOfOwn).toEqual([]);
});

test('where the stand-in itself breaks, the story fails', async () => {
  on.world.directory.users.get = () => {
    throw new Error('a mistake');
  };
  await fetch(`${on.discord.apiUrl}/v10/applications/@me`, {
    headers: { authorization: `Bot ${on.application.token}` },
  });
  expect(on.world.violations).toEqual([expect.stringContaining('the stand-in broke: Error: a mistake')]);
});

test('an answer of its own that is not as the specification says is a fault of its own', async () => {
  on.world.directory.channel(on.channel).name = null as unknown as string;
  await on.api('GET ~');
  expect(on.world.faultsOfOwn).toHaveLength(1);
});
