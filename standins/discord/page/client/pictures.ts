import { drawnEmoji } from './drawn-emoji.ts';

const svg = (size: number, inner: string): string =>
  `data:image/svg+xml,${encodeURIComponent(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${size} ${size}">${inner}</svg>`).replace(/http%3A%2F%2F/g, 'http://')}`;

const escaped = (text: string): string => text.replace(/[<>&"']/g, (sign) => `&#${sign.charCodeAt(0)};`);

const colours = ['#5865f2', '#757e8a', '#3ba55c', '#faa61a', '#ed4245', '#eb459f'];

/** Discord's own default avatars lie on its CDN; this one is drawn here: a letter on the colour of the id. */
export function avatar(id: string, name: string): string {
  const colour = colours[Number(BigInt(/^\d+$/.test(id) ? id : 0) >> 22n) % colours.length] ?? '#5865f2';
  const letter = escaped(name.match(/./u)?.[0].toUpperCase() ?? '?');
  return svg(
    40,
    `<rect width="40" height="40" fill="${colour}"/><text x="20" y="27" font-family="sans-serif" font-size="20" font-weight="600" fill="#fff" text-anchor="middle">${letter}</text>`,
  );
}

/** The reaction component wants a picture and knows one by the letters http in its address. */
export function emojiPicture(emoji: string): string {
  const drawn = drawnEmoji[emoji.replace('\uFE0F', '')];
  if (drawn !== undefined) return svg(24, drawn);
  return svg(
    24,
    `<text x="12" y="19" font-size="18" text-anchor="middle" font-family="Apple Color Emoji,Segoe UI Emoji,Noto Color Emoji,sans-serif" fill="#dbdee1">${escaped(emoji)}</text>`,
  );
}
