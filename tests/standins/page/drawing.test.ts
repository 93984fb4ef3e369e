import { describe, expect, test } from 'vitest';
import { createMessage, editMessage } from '../../../standins/discord/write-message.ts';
import { addReaction } from '../../../standins/discord/react.ts';
import { alerts, ana, ben, bot, deployments, eachOnAScreen, noBrowser, role } from './world/screen.ts';

describe.skipIf(noBrowser)('what the page draws', () => {
  const screen = eachOnAScreen();
  const body = (id: string): string => `discord-message[data-message="${id}"]`;

  test('hostile text stays text, wherever it stands', async () => {
    const { page, open, post, errors, asked, discord } = screen();
    const evil = '<img src=x onerror="window.hit=1"><script>window.hit=1</script>';
    const id = post({
      content: `${evil} [press](javascript:window.hit=1) [far](data:text/html,x)`,
      embeds: [
        {
          title: evil,
          url: 'https://example.test/',
          description: `\`\`\`\n${evil}\n\`\`\` <:x:123456789012345678>`,
          author: { name: '123456789012345678 name' },
          fields: [{ name: evil, value: evil }],
          footer: { text: evil },
        },
      ],
      components: [{ type: 1, components: [{ type: 2, style: 1, label: evil, custom_id: 'b' }] }],
    });
    await open();
    const message = page.locator(body(id));
    await message.waitFor();
    expect((await message.innerText()).split(evil)).toHaveLength(5 + 2 + 1);
    expect(await message.locator('img:not([alt=Greenroom]), script').count()).toBe(0);
    const addresses = await message.locator('a').evaluateAll((all) => all.map((one) => one.getAttribute('href')));
    expect(addresses).toEqual(['https://example.test/']);
    expect(await page.evaluate('"hit" in window')).toBe(false);
    expect(errors).toEqual([]);
    expect(asked.filter((address) => !address.startsWith(`${discord.url}/`) && !address.startsWith('data:'))).toEqual(
      [],
    );
  });

  test('markdown is drawn as Discord draws it', async () => {
    const { page, open, post } = screen();
    const id = post({
      content: [
        '# Big',
        '**bold** *it* ~~gone~~ __under__ `a*b*` snake_case_name \\*plain\\* [open](https://example.test/a)',
        `<@${ana}> <@&${role}> <#${alerts}> <t:1700000000:R>`,
        '> said',
        '- one',
        '-# small',
        '```js\n**raw**\n```',
      ].join('\n'),
    });
    await open();
    const message = page.locator(body(id));
    await message.waitFor();
    const texts = async (selector: string): Promise<string[]> => await message.locator(selector).allTextContents();
    expect(await texts('h1')).toEqual(['Big']);
    expect(await texts('strong')).toEqual(['bold']);
    expect(await texts('em')).toEqual(['it']);
    expect(await texts('s')).toEqual(['gone']);
    expect(await texts('u')).toEqual(['under']);
    expect(await texts('code')).toEqual(['a*b*', '**raw**']);
    expect(await texts('blockquote')).toEqual(['said']);
    expect(await texts('.item')).toEqual(['•one']);
    expect(await texts('small')).toEqual(['small']);
    expect(await texts('discord-mention')).toEqual(['ana.pushes', 'release manager', 'alerts']);
    expect(await texts('time.stamp')).toEqual([expect.stringMatching(/^\d+ years ago$|^last year$/)]);
    expect(await message.innerText()).toContain('snake_case_name *plain* open');
  });

  test('inline fields stand side by side', async () => {
    const { page, open, post } = screen();
    const fields = ['a', 'b', 'c', 'd'].map((name) => ({ name, value: name, inline: true }));
    post({ embeds: [{ title: 'Fields', fields: [...fields, { name: 'wide', value: 'x' }] }] });
    await open();
    await page.waitForSelector('discord-embed-field');
    const tops = await page
      .locator('discord-embed-field')
      .evaluateAll((all) => all.map((one) => Math.round(one.getBoundingClientRect().top)));
    const rows = [...new Set(tops)].map((top) => tops.filter((one) => one === top).length);
    expect(rows).toEqual([3, 1, 1]);
  });

  test('another viewer does not see what is for one person, and the server does not send it', async () => {
    const { page, open, post, discord } = screen();
    post({ content: 'for all' });
    post({ content: 'secret of ana' }, { ephemeralFor: ana });
    await open();
    await page.getByText('secret of ana').waitFor();
    await page.getByText('Only you can see this').waitFor();
    await page.getByLabel('Who is looking').selectOption({ label: 'ben.approves — release manager' });
    await page.waitForURL((url) => url.searchParams.get('viewer') === ben);
    await page.getByText('secret of ana').waitFor({ state: 'detached' });
    expect(await page.getByText('for all').count()).toBe(1);
    const state = await fetch(`${discord.url}/page/state?viewer=${ben}&channel=${deployments}`);
    expect(await state.text()).not.toContain('secret');
    await page.reload();
    await page.getByText('for all').waitFor();
    expect(await page.getByLabel('Who is looking').inputValue()).toBe(ben);
  });

  test('reactions, edits, new messages and counts appear without a reload; an unchanged message keeps its element', async () => {
    const { page, open, post, discord } = screen();
    const first = post({ content: 'first' });
    await open();
    await page.locator(body(first)).evaluate((element) => element.setAttribute('data-kept', 'yes'));
    const second = post({ content: 'second' });
    await page.locator(body(second)).waitFor();
    expect(await page.locator(body(first)).getAttribute('data-kept')).toBe('yes');
    const stored = discord.world.messageStore.find(second);
    if (stored === undefined) throw new Error('the message is gone');
    addReaction(discord.world, stored, bot, { id: null, name: '✅' }, false);
    const reaction = page.locator(`${body(second)} discord-reaction`);
    await reaction.waitFor();
    expect(await reaction.getAttribute('reacted')).toBeNull();
    editMessage(discord.world, stored, { content: 'second thoughts' }, []);
    await page.locator(body(second)).getByText('(edited)').waitFor();
    expect(await page.locator(body(second)).innerText()).toContain('second thoughts');
    // A card without words: above it the remark would be a line of its own.
    const card = discord.world.messageStore.find(post({ embeds: [{ title: 'waiting' }] }));
    if (card === undefined) throw new Error('the card is gone');
    editMessage(discord.world, card, { embeds: [{ title: 'ready' }] }, []);
    await page.locator(body(card.id)).getByText('ready').waitFor();
    expect(await page.locator(`${body(card.id)} .edited`).count()).toBe(0);
    discord.world.violation('a card of 7000 characters');
    await page.locator('aside').getByText('a card of 7000 characters').waitFor();
    discord.world.deleteMessage(first);
    await page.locator(body(first)).waitFor({ state: 'detached' });
  });

  test('a file that an embed shows as its picture is drawn there, once, with what it shows in words', async () => {
    const { page, open, discord, errors } = screen();
    const content = Buffer.from(
      'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
      'base64',
    );
    createMessage(discord.world, {
      channelId: deployments,
      authorId: bot,
      body: {
        embeds: [{ title: 'the draw', image: { url: 'attachment://draw.png' } }],
        attachments: [{ id: '0', filename: 'draw.png', description: 'Bars of equal height.' }],
      },
      files: [{ index: '0', filename: 'draw.png', contentType: 'image/png', content }],
    });
    await open();
    const picture = page.getByAltText('Bars of equal height.');
    await picture.waitFor();
    await page.waitForFunction(`document.querySelector('.embed-image img').naturalWidth === 1`);
    expect(await page.locator('.file').count()).toBe(0);
    expect(errors).toEqual([]);
  });

  test('a file is a link on this origin, and what the bot thinks about is said', async () => {
    const { page, open, discord } = screen();
    const text = { index: '0', filename: 'build <b>.log', contentType: 'text/plain', content: Buffer.from('3 lines') };
    const write = { channelId: deployments, authorId: bot, body: {} };
    createMessage(discord.world, { ...write, body: { content: 'the log' }, files: [text] });
    createMessage(discord.world, { ...write, files: [], type: 20, loading: true });
    await open();
    await page.getByText('Greenroom is thinking').waitFor();
    const link = page.locator('.file a');
    expect(await link.innerText()).toContain('.log');
    const address = (await link.getAttribute('href')) ?? '';
    expect(address.startsWith(`${discord.url}/attachments/`)).toBe(true);
    expect(await (await fetch(address)).text()).toBe('3 lines');
  });

  test('fits a telephone', async () => {
    const { page, open, post } = screen();
    await page.setViewportSize({ width: 390, height: 844 });
    const id = post({ embeds: [{ title: 't', description: `${'x'.repeat(300)}\n\`${'y'.repeat(200)}\`` }] });
    await open();
    await page.locator(body(id)).waitFor();
    expect(await page.locator('aside').isVisible()).toBe(false);
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(390);
    const right = await page.locator('discord-embed').evaluate((one) => one.getBoundingClientRect().right);
    expect(right).toBeLessThanOrEqual(390);
  });
});
