import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createScrubber, scrub } from '../../src/core/redaction.ts';

/** Node's own encoders are the witnesses here: the product writes these by hand. */
const encodings: Readonly<Record<string, (secret: string) => string>> = {
  raw: (secret) => secret,
  base64: (secret) => Buffer.from(secret).toString('base64'),
  'base64 unpadded': (secret) => Buffer.from(secret).toString('base64').replaceAll('=', ''),
  base64url: (secret) => Buffer.from(secret).toString('base64url'),
  'base64 after one byte': (secret) => Buffer.from(`:${secret}`).toString('base64'),
  'base64 after two bytes': (secret) => Buffer.from(`u:${secret}`).toString('base64'),
  'base64 inside something longer': (secret) => Buffer.from(`user:${secret}@host and more`).toString('base64url'),
  hex: (secret) => Buffer.from(secret).toString('hex'),
  HEX: (secret) => Buffer.from(secret).toString('hex').toUpperCase(),
  url: (secret) => encodeURIComponent(secret),
  'url in small letters': (secret) => encodeURIComponent(secret).replace(/%../g, (code) => code.toLowerCase()),
  'whole address': (secret) => encodeURI(secret),
  form: (secret) => new URLSearchParams([['k', secret]]).toString().slice(2),
  json: (secret) => JSON.stringify(secret),
  'json in json': (secret) => JSON.stringify(JSON.stringify({ secret })),
  'json in ASCII': (secret) =>
    JSON.stringify(secret).replace(/[\u007f-\uffff]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`),
  'json with slashes': (secret) => JSON.stringify(secret).replaceAll('/', '\\/'),
};

/** Halves of secrets and of tokens, to be put together in every order. */
const pieces = [
  'a',
  'aaaaaaa',
  'b',
  'abcdefgh',
  'ijkl',
  '12345678',
  '\n',
  ' ',
  'Bearer ',
  'Bea',
  'abc12345',
  ' x',
  '😀',
  'gh',
  'ghp_',
  'github_pat_',
  '://',
  'u:',
  '@',
  'fm2_',
  'FlyV1 ',
  '/webhooks/',
  '123456789012345678/',
  'MTIzNDU2Nzg5MDEyMzQ1Njc4.',
  'GabcdE.',
  'x'.repeat(30),
];

const oneOf = (characters: string) => fc.constantFrom(...Array.from(characters));

function inPieces(text: string, cuts: readonly number[], secrets: readonly string[]): string {
  const scrubber = createScrubber(() => secrets);
  const places = [...new Set(cuts.map((cut) => cut % (text.length + 1)))].sort((a, b) => a - b);
  let out = '';
  let from = 0;
  for (const place of [...places, text.length]) {
    out += scrubber.write(text.slice(from, place));
    from = place;
  }
  return out + scrubber.end();
}

/** Half of the characters are ones that some encoding treats in its own way; no blanks at the ends, no `[`. */
const character = fc.oneof(
  oneOf('/+=&?%"\\ \'<>ä€😀#:@~-_'),
  oneOf('abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789'),
);
const secretText = fc
  .array(character, { minLength: 8, maxLength: 40 })
  .map((characters) => characters.join(''))
  .filter((text) => text.trim() === text);
const encoding = fc.constantFrom(...Object.keys(encodings));
const cuts = fc.array(fc.nat(), { maxLength: 6 });

function encoded(name: string, secret: string): string {
  return encodings[name]?.(secret) ?? expect.fail(name);
}

/** What must not survive: the value itself and, for base64, the digits that the secret alone decides. */
function traces(name: string, secret: string): string[] {
  if (!name.startsWith('base64'))
    return [secret, name === 'raw' ? secret : encoded(name, secret).replace(/^"|"$/g, '')];
  const length = Buffer.from(secret).length;
  return [0, 1, 2].flatMap((before) => {
    const whole = Buffer.from('\0'.repeat(before) + secret);
    const digits = [whole.toString('base64'), whole.toString('base64url')];
    const [from, to] = [Math.ceil((before * 8) / 6), Math.floor(((before + length) * 8) / 6)];
    return digits.map((text) => text.slice(from, to));
  });
}

describe('a secret that Greenroom knows', () => {
  test('never gets out, whatever its spelling and wherever the output is cut', () => {
    fc.assert(
      fc.property(
        fc.array(secretText, { minLength: 1, maxLength: 3 }),
        fc.array(fc.record({ which: fc.nat(2), encoding, before: fc.string({ maxLength: 12 }) }), { maxLength: 4 }),
        cuts,
        (secrets, uses, places) => {
          const used = uses.map((use) => ({ ...use, secret: secrets[use.which % secrets.length] ?? '' }));
          const text = used.map((use) => `${use.before}${encoded(use.encoding, use.secret)}`).join(' ');
          const out = inPieces(text, places, secrets);
          for (const use of used)
            for (const trace of traces(use.encoding, use.secret)) expect(out).not.toContain(trace);
        },
      ),
      { numRuns: 1000 },
    );
  });

  test('is cut out the same way however the output is cut', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.constantFrom('aaaaaaaa', 'aaaaaaaabaaaaaaaa', 'abcdefgh', 'efghijkl', 'l\n12345678\nx', 'rer abc12345 x'),
        ),
        fc.array(fc.constantFrom(...pieces), { maxLength: 30 }),
        cuts,
        (secrets, chosen, places) => {
          const text = chosen.join('');
          expect(inPieces(text, places, secrets)).toBe(scrub(text, secrets));
        },
      ),
      { numRuns: 3000 },
    );
  });

  test.each([
    ['Bearer abc12345 end', 'Bearer [secret] end'],
    ['Bearer abc12345 enough', 'Bea[secret]'],
  ])('that begins inside the opener of a token is told from the token by what follows: %s', (text, wanted) => {
    for (let cut = 0; cut <= text.length; cut += 1) expect(inPieces(text, [cut], ['rer abc12345 enough'])).toBe(wanted);
  });

  test.each(['base64', 'base64 unpadded', 'base64url'])('leaves not even its padding behind: %s', (name) => {
    for (const secret of ['swordfish', 'swordfish1', 'swordfish12'])
      expect(scrub(`<${encoded(name, secret)}>`, [secret])).toBe('<[secret]>');
  });

  test('leaves no end behind where it overlaps another', () => {
    expect(scrub('-abcdefghijklmnop-', ['abcdefgh', 'hijklmnop'])).toBe('-[secret]-');
    expect(scrub('aaaaaaaaaaa', ['aaaaaaaa'])).toBe('[secret]');
  });

  test('is found line by line when it has several, indented or with written-out line breaks', () => {
    const key = '-----BEGIN KEY-----\nMIIEvQIBADANBg\nkqhkiG9w0BAQEF\nab==\n-----END KEY-----\n';
    expect(scrub('  MIIEvQIBADANBg\r\n\tkqhkiG9w0BAQEF\r\n', [key])).toBe('  [secret]\r\n\t[secret]\r\n');
    expect(scrub('kqhkiG9w0BAQEF', [key.replaceAll('\n', '\\n')])).toBe('[secret]');
    expect(scrub(JSON.stringify({ key }), [key])).toBe('{"key":"[secret]"}');
    expect(scrub('-----BEGIN KEY-----', [key])).toBe('-----BEGIN KEY-----');
  });

  test('is left alone where it is shorter than eight characters', () => {
    expect(scrub('the staging branch', ['staging'])).toBe('the staging branch');
  });

  test('learned while output runs is scrubbed from then on', () => {
    const secrets: string[] = [];
    const scrubber = createScrubber(() => secrets);
    expect(scrubber.write('swordfish ')).toBe('swordfish ');
    secrets.push('swordfish');
    expect(scrubber.write('swordfish') + scrubber.end()).toBe('[secret]');
  });

  test('is cut out of its own output alone, where several scrubbers take turns', () => {
    const list = fc.array(secretText, { maxLength: 3 });
    const piece = fc.record({ own: fc.nat(2), text: fc.oneof(secretText, fc.string({ maxLength: 6 })) });
    fc.assert(
      fc.property(fc.tuple(list, list, list), fc.array(piece, { maxLength: 12 }), (lists, turns) => {
        const all = [...turns, ...lists.flatMap((secrets, own) => secrets.map((text) => ({ own, text })))];
        const scrubbers = lists.map((secrets) => createScrubber(() => secrets));
        const together = ['', '', ''];
        const write = (own: number, end: boolean, text = ''): void => {
          together[own] += (end ? scrubbers[own]?.end() : scrubbers[own]?.write(text)) ?? '';
        };
        for (const { own, text } of all) write(own, false, text);
        for (const own of lists.keys()) write(own, true);
        const alone = lists.map((secrets, own) =>
          scrub(
            all
              .filter((turn) => turn.own === own)
              .map(({ text }) => text)
              .join(''),
            secrets,
          ),
        );
        expect(together).toEqual(alone);
      }),
    );
  });

  test('is held back only as long as it may be the beginning of one', () => {
    const scrubber = createScrubber(() => ['swordfish']);
    expect(scrubber.write('a sword')).toBe('a ');
    expect(scrubber.write(' and')).toBe('sword and');
  });
});

describe('text without secrets', () => {
  test('comes through unchanged', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: oneOf('abcdefghij \n\t{}":,😀ä') }),
        fc.array(fc.string({ unit: oneOf('KLMNOPQR'), minLength: 8 }), { maxLength: 3 }),
        cuts,
        (text, secrets, places) => {
          expect(inPieces(text, places, secrets)).toBe(text);
        },
      ),
    );
  });

  test.each([
    'GET http://localhost:3000/days 200',
    'Bearer authentication failed',
    'see https://example.com/a:b and mail ana@example.com',
    'commit 0123456789abcdef0123456789abcdef01234567',
    'sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
    'POST /webhooks/github 202',
  ])('an ordinary line: %s', (line) => {
    expect(scrub(line, ['swordfish'])).toBe(line);
  });
});

describe('a token of known shape, of which nobody told', () => {
  const id = '123456789012345678';
  test.each([
    [`token ${Buffer.from(id).toString('base64url')}.GabcdE.${'x'.repeat(38)}!`, 'token [secret]!'],
    [`ghp_${'a1'.repeat(18)} ghs_${'b2'.repeat(18)}`, '[secret] [secret]'],
    [`github_pat_${'a1'.repeat(41)}`, '[secret]'],
    ['FLY_API_TOKEN=FlyV1 fm2_lJPECAAAAAA+/=,fm2_lJPETabcdef', 'FLY_API_TOKEN=FlyV1 [secret]'],
    ['fm2_lJPECAAAAAA+/=', '[secret]'],
    ['postgres://app:pa$$word@db:5432/app', 'postgres://[secret]@db:5432/app'],
    ['https://x-access-token:abc@github.com/a/b.git', 'https://[secret]@github.com/a/b.git'],
    ['redis://:hunter2@127.0.0.1:6379', 'redis://[secret]@127.0.0.1:6379'],
    ['authorization: Bearer abcdefgh1', 'authorization: Bearer [secret]'],
    [
      `/api/v10/webhooks/${id}/aW50ZXJhY3Rpb246MTIz/messages/@original`,
      `/api/v10/webhooks/${id}/[secret]/messages/@original`,
    ],
    [`/interactions/${id}/aW50ZXJhY3Rpb246MTIz/callback`, `/interactions/${id}/[secret]/callback`],
  ])('%s', (text, wanted) => {
    for (let cut = 0; cut <= text.length; cut += 1) expect(inPieces(text, [cut], ['swordfish'])).toBe(wanted);
  });
});
