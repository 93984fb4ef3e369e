/**
 * Tokens known by their shape, for secrets that nobody told us of (an app printing its own environment). The named
 * group `hide` is cut out; what stands before it stays, so that a reader sees what was there.
 *
 * Every repetition is bounded and no body can contain its own opener more than a few times: otherwise a build that
 * prints `Bearer aaaa…` for 100 MB would make the scan quadratic, or be held back for ever.
 */
interface TokenShape {
  /** Literal beginnings; a cut inside one is seen by comparing prefixes. */
  readonly opens: readonly string[];
  readonly whole: string;
  /** The beginnings that are longer than an opener, up to the end of the text: more may follow. */
  readonly begun: string;
}

/** Servers refuse request headers beyond 16 KiB, so no token that works is longer. */
const longest = 16_384;

const shapes: readonly TokenShape[] = [
  {
    // Discord bot token: base64 of the id, six characters of time, a MAC.
    opens: [],
    whole: '(?<hide>[MNO][\\w-]{23,27}\\.[\\w-]{6}\\.[\\w-]{27,80})',
    begun: '[MNO][\\w-]{0,27}$|[MNO][\\w-]{23,27}\\.[\\w-]{0,6}$|[MNO][\\w-]{23,27}\\.[\\w-]{6}\\.[\\w-]{0,79}$',
  },
  {
    opens: ['ghp_', 'gho_', 'ghu_', 'ghs_', 'ghr_'],
    whole: '(?<hide>gh[pousr]_[A-Za-z0-9.-]{20,1024})',
    begun: 'gh[pousr]_[A-Za-z0-9.-]{0,1023}$',
  },
  {
    opens: ['github_pat_'],
    whole: '(?<hide>github_pat_\\w{20,255})',
    begun: 'github_pat_\\w{0,254}$',
  },
  {
    // Fly's macaroons; a token is often a list of them, joined by commas.
    opens: ['fm1r_', 'fm1a_', 'fm2_'],
    whole: `(?<hide>fm(?:1r|1a|2)_[A-Za-z0-9+/=]{8,${String(longest)}})`,
    begun: `fm(?:1r|1a|2)_[A-Za-z0-9+/=]{0,${String(longest - 1)}}$`,
  },
  {
    opens: ['FlyV1 '],
    whole: `FlyV1 (?<hide>[\\w+/=,-]{8,${String(longest)}})`,
    begun: `FlyV1 [\\w+/=,-]{0,${String(longest - 1)}}$`,
  },
  {
    // A digit tells a token from a sentence (“Bearer authentication failed”).
    opens: ['Bearer ', 'bearer '],
    whole: `[Bb]earer (?=[A-Za-z._~+/=-]{0,256}\\d)(?<hide>[\\w.~+/=-]{8,${String(longest)}})`,
    begun: `[Bb]earer [\\w.~+/=-]{0,${String(longest - 1)}}$`,
  },
  {
    // Name and password in an address: postgres://user:pass@host, https://x-access-token:…@github.com
    opens: ['://'],
    whole: ':\\/\\/(?<hide>[^\\s/@:"\'<>]{0,256}:[^\\s/"\'<>]{1,1024})(?=@)',
    begun: ':\\/\\/[^\\s/@:"\'<>]{0,256}(?::[^\\s/"\'<>]{0,1024})?$',
  },
  {
    // An interaction's or webhook's token is part of the address it is answered at, and is all one needs to speak.
    opens: ['/webhooks/', '/interactions/'],
    whole: '\\/(?:webhooks|interactions)\\/\\d{15,21}\\/(?<hide>[\\w-]{20,512})',
    begun: '\\/(?:webhooks|interactions)\\/\\d{0,21}$|\\/(?:webhooks|interactions)\\/\\d{15,21}\\/[\\w-]{0,511}$',
  },
];

export const tokenOpeners: readonly string[] = shapes.flatMap((shape) => shape.opens);

/** Fresh each time: a global expression carries its position. `d` gives the place of the group. */
export function tokenPattern(): RegExp {
  // Duplicate group names in alternatives are standard since ES2025.
  return new RegExp(shapes.map((shape) => shape.whole).join('|'), 'dg');
}

const begun = new RegExp(shapes.map((shape) => shape.begun).join('|'));
const reach = longest + 64;

/** Where a token may have begun that the end of the text cuts; the text's length where none has. */
export function tokenBegun(text: string): number {
  const from = Math.max(0, text.length - reach);
  const found = begun.exec(from === 0 ? text : text.slice(from));
  return found ? from + found.index : text.length;
}
