import { randomBytes } from 'node:crypto';

/** 26 characters, sortable by time: 48 bits of milliseconds, 80 random bits, in Crockford's base 32 (as ULID). */
export function newId(now: number): string {
  const alphabet = '0123456789abcdefghjkmnpqrstvwxyz';
  const time = now.toString(2).padStart(50, '0');
  const noise = [...randomBytes(10)].map((byte) => byte.toString(2).padStart(8, '0')).join('');
  return (time + noise).replace(/.{5}/g, (bits) => alphabet.charAt(Number.parseInt(bits, 2)));
}
