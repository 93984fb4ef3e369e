/** All words of a message: content, embeds, buttons. */
export function wordsOf(message: {
  readonly content?: string | undefined;
  readonly embeds?: readonly unknown[] | undefined;
  readonly components?: readonly unknown[] | undefined;
}): string {
  const words: string[] = [message.content ?? ''];
  const walk = (value: unknown): void => {
    if (Array.isArray(value)) value.forEach(walk);
    else if (value !== null && typeof value === 'object') {
      for (const [key, inner] of Object.entries(value)) {
        if (['title', 'description', 'name', 'value', 'text', 'label'].includes(key) && typeof inner === 'string')
          words.push(inner);
        else walk(inner);
      }
    }
  };
  walk(message.embeds);
  walk(message.components);
  return words.filter((word) => word !== '').join('\n');
}
