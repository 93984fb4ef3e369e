/** GitHub's deepest published payload has 9 levels. */
const deepestJson = 64;

/** True where JSON text nests deeper than it may. Looks at bytes, so that nothing has to be parsed first. */
export function isTooDeep(body: Uint8Array, limit = deepestJson): boolean {
  let depth = 0;
  let inString = false;
  for (let at = 0; at < body.length; at += 1) {
    const byte = body[at];
    if (inString) {
      if (byte === 0x5c) at += 1;
      else if (byte === 0x22) inString = false;
    } else if (byte === 0x22) {
      inString = true;
    } else if (byte === 0x7b || byte === 0x5b) {
      depth += 1;
      if (depth > limit) return true;
    } else if (byte === 0x7d || byte === 0x5d) {
      depth -= 1;
    }
  }
  return false;
}
