/**
 * When a token of Fly's ends, read from the token itself, since Fly has no call that an app's token may ask it with.
 * A token is `FlyV1 ` and macaroons with commas between; each is `fm2_` and base64 of msgpack:
 * [nonce, location, caveats, tail], its caveats a flat list of type and body (superfly/macaroon, internal-docs).
 * Type 4 is the window [not before, not after] in seconds. The signature is Fly's to check; this is only read.
 */
const validityWindow = 4;

/** Epoch milliseconds; undefined: it has no end. Throws where it is no such token. */
export function expiryOf(token: string): number | undefined {
  const [first = ''] = token.replace(/^FlyV1 /, '').split(',');
  if (!first.startsWith('fm2_')) throw new Error('a token of an older kind, which does not say when it ends');
  const [macaroon] = readValue(Buffer.from(first.slice('fm2_'.length), 'base64'), 0, 0);
  const caveats: unknown = Array.isArray(macaroon) ? macaroon[2] : undefined;
  if (!Array.isArray(caveats)) throw new Error('the token could not be read');
  const ends: number[] = [];
  for (let at = 0; at + 1 < caveats.length; at += 2) {
    const body: unknown = caveats[at + 1];
    if (caveats[at] === validityWindow && Array.isArray(body) && typeof body[1] === 'number') ends.push(body[1] * 1000);
  }
  return ends.length === 0 ? undefined : Math.min(...ends);
}

const deepest = 32;

/** One value of msgpack and where the next begins. Numbers, text, bytes, lists and maps: all that a macaroon has. */
function readValue(bytes: Buffer, at: number, depth: number): readonly [unknown, number] {
  if (depth > deepest) throw new Error('the token could not be read');
  const tag = bytes.readUInt8(at);
  const next = at + 1;
  if (tag <= 0x7f) return [tag, next];
  if (tag >= 0xe0) return [tag - 256, next];
  if (tag <= 0x8f) return readList(bytes, next, (tag & 0x0f) * 2, depth);
  if (tag <= 0x9f) return readList(bytes, next, tag & 0x0f, depth);
  if (tag <= 0xbf) return slice(bytes, next, tag & 0x1f);
  const one = (size: number): number => bytes.readUIntBE(next, size);
  switch (tag) {
    case 0xc0:
      return [null, next];
    case 0xc2:
    case 0xc3:
      return [tag === 0xc3, next];
    case 0xc4:
    case 0xd9:
      return slice(bytes, next + 1, one(1));
    case 0xc5:
    case 0xda:
      return slice(bytes, next + 2, one(2));
    case 0xc6:
    case 0xdb:
      return slice(bytes, next + 4, one(4));
    case 0xcc:
      return [one(1), next + 1];
    case 0xcd:
      return [one(2), next + 2];
    case 0xce:
      return [one(4), next + 4];
    case 0xcf:
    case 0xd3:
      return [Number(tag === 0xcf ? bytes.readBigUInt64BE(next) : bytes.readBigInt64BE(next)), next + 8];
    case 0xd0:
      return [bytes.readInt8(next), next + 1];
    case 0xd1:
      return [bytes.readInt16BE(next), next + 2];
    case 0xd2:
      return [bytes.readInt32BE(next), next + 4];
    case 0xdc:
      return readList(bytes, next + 2, one(2), depth);
    case 0xdd:
      return readList(bytes, next + 4, one(4), depth);
    case 0xde:
      return readList(bytes, next + 2, one(2) * 2, depth);
    default:
      throw new Error('the token could not be read');
  }
}

function readList(bytes: Buffer, from: number, length: number, depth: number): readonly [unknown[], number] {
  const list: unknown[] = [];
  let at = from;
  for (let n = 0; n < length; n += 1) {
    const [value, next] = readValue(bytes, at, depth + 1);
    list.push(value);
    at = next;
  }
  return [list, at];
}

function slice(bytes: Buffer, from: number, length: number): readonly [Buffer, number] {
  if (from + length > bytes.length) throw new Error('the token could not be read');
  return [bytes.subarray(from, from + length), from + length];
}
