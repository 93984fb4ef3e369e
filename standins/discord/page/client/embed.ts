import type { Embed, File } from '../shape.ts';
import { blocks } from './blocks.ts';
import { make } from './element.ts';
import type { Names } from './markdown.ts';
import { inline } from './markdown.ts';

const grey = 0x202225;

export function colourOf(value: number | null | undefined): string | undefined {
  return value === null || value === undefined || value === 0 ? undefined : `#${value.toString(16).padStart(6, '0')}`;
}

/** Title and field names hold markdown, which the component's own attributes would show as it is written. */
export function embedElement(embed: Embed, names: Names, files: readonly File[] = []): HTMLElement {
  const element = make('discord-embed', {
    slot: 'embeds',
    color: colourOf(embed.color ?? grey) ?? '#202225',
  });
  // The component's own author line takes a long number for a custom emoji and fetches its picture from Discord.
  if (embed.author) element.append(make('div', { slot: 'description', class: 'embed-author' }, embed.author.name));
  if (embed.title !== undefined) {
    const title = inline(embed.title, names);
    const linked = embed.url !== undefined && /^https?:\/\//.test(embed.url);
    const shown = linked
      ? [make('a', { href: embed.url, target: '_blank', rel: 'noopener noreferrer' }, ...title)]
      : title;
    element.append(make('div', { slot: 'description', class: 'embed-title' }, ...shown));
  }
  if (embed.description !== undefined) {
    element.append(make('discord-embed-description', { slot: 'description' }, ...blocks(embed.description, names)));
  }
  const fields = embed.fields ?? [];
  if (fields.length > 0) element.append(fieldsElement(fields, names));
  if (embed.image) element.append(pictureElement(embed.image.url, files));
  if (embed.footer) element.append(make('discord-embed-footer', { slot: 'footer' }, embed.footer.text));
  return element;
}

/** By its path alone: nothing is loaded from elsewhere, whatever a message names. */
function pictureElement(url: string, files: readonly File[]): HTMLElement {
  const file = files.find((one) => one.url === url);
  const { pathname } = new URL(url, location.href);
  const image = make('img', { src: pathname, alt: file?.description ?? file?.filename ?? '' });
  return make(
    'a',
    { slot: 'description', class: 'embed-image', href: pathname, target: '_blank', rel: 'noopener noreferrer' },
    image,
  );
}

function fieldsElement(fields: NonNullable<Embed['fields']>, names: Names): HTMLElement {
  let column = 0;
  const drawn = fields.map((field) => {
    // The component stacks inline fields that do not say in which of three columns they stand.
    column = field.inline === true ? (column % 3) + 1 : 0;
    return make(
      'discord-embed-field',
      field.inline === true ? { inline: true, 'inline-index': column } : {},
      make('div', { class: 'field-title' }, ...inline(field.name, names)),
      ...blocks(field.value, names),
    );
  });
  return make('discord-embed-fields', { slot: 'fields' }, ...drawn);
}
