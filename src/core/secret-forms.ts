import { createControlFilter } from './control-codes.ts';

/** Shorter values are not scrubbed: they would blot out ordinary words and be found by trying anyway. */
export const shortestSecret = 8;

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/**
 * The base64 digits that depend on `bytes` alone, when `before` unknown bytes (0 to 2) come first: what a secret looks
 * like inside something longer that was encoded. At 0 with nothing behind, the last digits and the padding follow.
 */
function base64Inside(bytes: Uint8Array, before: number): string {
  const bits = before * 8 + bytes.length * 8;
  let digits = '';
  for (let bit = Math.ceil((before * 8) / 6) * 6; bit + 6 <= bits; bit += 6) {
    let value = 0;
    for (let at = bit - before * 8; at < bit - before * 8 + 6; at += 1) {
      value = value * 2 + (((bytes[at >> 3] ?? 0) >> (7 - (at & 7))) & 1);
    }
    digits += alphabet.charAt(value);
  }
  return digits;
}

/** Every base64 spelling: three alignments, the padded and unpadded end, and the alphabet for URLs. */
function base64Forms(bytes: Uint8Array): string[] {
  const forms: string[] = [];
  for (const before of [0, 1, 2]) {
    const inside = base64Inside(bytes, before);
    const padding = (3 - ((before + bytes.length) % 3)) % 3;
    if (padding === 0) forms.push(inside);
    else {
      // The digit that straddles the end: bits of ours, then zeros, if nothing follows.
      const ended = new Uint8Array(bytes.length + 1);
      ended.set(bytes);
      const whole = base64Inside(ended, before).slice(0, inside.length + 1);
      forms.push(inside, whole, whole + '='.repeat(padding));
    }
  }
  return [...forms, ...forms.map((form) => form.replaceAll('+', '-').replaceAll('/', '_'))];
}

function hex(bytes: Uint8Array): string {
  return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** `%XX` for every byte that is not in `keep`. */
function percent(bytes: Uint8Array, keep: RegExp): string {
  return [...bytes]
    .map((byte) => {
      const character = String.fromCharCode(byte);
      return byte < 0x80 && keep.test(character) ? character : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
    })
    .join('');
}

/** encodeURIComponent, encodeURI, RFC 3986, and what forms send; each with hex digits of either case. */
function urlForms(bytes: Uint8Array): string[] {
  const kept = [/[\w.!~*'()-]/, /[\w.!~*'()#$&+,/:;=?@-]/, /[\w.~-]/, /[\w.*-]/].map((keep) => percent(bytes, keep));
  const forms = [...kept, ...kept.map((form) => form.replaceAll('%20', '+'))];
  return [...forms, ...forms.map((form) => form.replace(/%[0-9A-F]{2}/g, (code) => code.toLowerCase()))];
}

/** As JavaScript, Python (ASCII only) and PHP (slashes too) write it; and JSON inside JSON, as logs of logs have it. */
function jsonForms(text: string): string[] {
  const escaped = JSON.stringify(text).slice(1, -1);
  const ascii = escaped.replace(
    /[\u007f-\uffff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  const forms = [escaped, ascii];
  return [
    ...forms,
    ...forms.map((form) => form.replaceAll('/', '\\/')),
    ...forms.map((form) => JSON.stringify(form).slice(1, -1)),
  ];
}

/** As a log has it that the control codes were taken off before. */
function stripped(text: string): string {
  const filter = createControlFilter();
  return filter.write(text) + filter.end();
}

/** The value and, where it has several lines, each line: logs are cut at line ends, and often indented. */
function parts(secret: string): string[] {
  // A key kept in one variable often has its line breaks written as backslash-n.
  const lines = secret.split(/\r\n|[\r\n]|\\n/).map((line) => line.trim());
  // The armour of a PEM block is no secret.
  const telling = lines.filter((line) => !/^-----[A-Z ]+-----$/.test(line));
  return lines.length > 1 ? [secret, secret.replaceAll(/\r\n?/g, '\n'), ...telling] : [secret, secret.trim()];
}

/**
 * Every text by which the secret would be given away, longest first, without doubles. Not covered: encodings of
 * encodings (but JSON in JSON), base64 broken into lines, compression, and lines of a secret below eight characters.
 */
export function formsOf(secret: string): string[] {
  const encoder = new TextEncoder();
  const forms = new Set<string>();
  for (const part of new Set([...parts(secret), ...parts(stripped(secret))])) {
    if (part.length < shortestSecret) continue;
    const bytes = encoder.encode(part);
    for (const form of [part, ...base64Forms(bytes), hex(bytes), hex(bytes).toUpperCase(), ...urlForms(bytes)]) {
      forms.add(form);
    }
    for (const form of jsonForms(part)) forms.add(form);
  }
  return [...forms];
}
