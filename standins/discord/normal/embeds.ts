import type { Json } from '../json.ts';
import { isJson, objects, textAt } from '../json.ts';

/** Embeds as Discord gives them back: nulls left out, `type`, `inline` and proxied addresses added. */
export function storedEmbeds(value: unknown, fileAddress: (name: string) => string | undefined): Json[] {
  const address = (url: string): string =>
    url.startsWith('attachment://') ? (fileAddress(url.slice('attachment://'.length)) ?? url) : url;
  const picture = (image: unknown): Json | undefined => {
    const url = textAt(image, 'url');
    return url === undefined ? undefined : { url: address(url), proxy_url: address(url) };
  };
  return objects(value).map((embed) => {
    const footer = textAt(embed['footer'], 'text');
    const icon = textAt(embed['footer'], 'icon_url');
    return present({
      type: 'rich',
      title: embed['title'],
      description: embed['description'],
      url: embed['url'],
      color: embed['color'],
      timestamp: withOffset(embed['timestamp']),
      fields: Array.isArray(embed['fields'])
        ? objects(embed['fields']).map((field) => ({
            name: field['name'],
            value: field['value'],
            inline: field['inline'] === true,
          }))
        : undefined,
      author: isJson(embed['author']) ? present(embed['author']) : undefined,
      image: picture(embed['image']),
      thumbnail: picture(embed['thumbnail']),
      footer: footer === undefined ? undefined : { text: footer, ...(icon === undefined ? {} : { icon_url: icon }) },
    });
  });
}

/** Discord writes +00:00 where it was given a Z. */
function withOffset(timestamp: unknown): string | undefined {
  if (typeof timestamp !== 'string') return undefined;
  return new Date(timestamp).toISOString().replace('Z', '000+00:00');
}

export function present(json: Json): Json {
  return Object.fromEntries(Object.entries(json).filter(([, value]) => value !== undefined && value !== null));
}
