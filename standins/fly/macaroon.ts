import { randomBytes } from 'node:crypto';

type Packable = number | string | Buffer | readonly Packable[];

/** msgpack of what a macaroon is made of: lists, numbers, text and bytes. */
function pack(value: Packable): Buffer {
  if (typeof value === 'number') {
    if (Number.isInteger(value) && value >= 0 && value < 128) return Buffer.from([value]);
    const long = Buffer.alloc(9);
    long.writeUInt8(0xcf);
    long.writeBigUInt64BE(BigInt(Math.floor(value)), 1);
    return long;
  }
  if (typeof value === 'string')
    return Buffer.concat([Buffer.from([0xd9, Buffer.byteLength(value)]), Buffer.from(value)]);
  if (Buffer.isBuffer(value)) return Buffer.concat([Buffer.from([0xc4, value.length]), value]);
  return Buffer.concat([Buffer.from([0x90 | value.length]), ...value.map((one) => pack(one))]);
}

/**
 * A token with the outside of Fly's: `fm2_` and base64 of [nonce, location, caveats, tail], among the caveats the window
 * (type 4) in which it holds. What it opens is kept by the stand-in. (superfly/macaroon; `expires` in epoch milliseconds)
 */
export function macaroon(expires: number): string {
  const window: readonly Packable[] = Number.isFinite(expires) ? [4, [0, expires / 1000]] : [];
  const nonce = [randomBytes(16), randomBytes(8), 0];
  const packed = pack([nonce, 'https://api.fly.io/v1', [0, [1, 31], ...window], randomBytes(32)]);
  return `fm2_${packed.toString('base64')}`;
}
