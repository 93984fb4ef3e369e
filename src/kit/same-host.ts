/**
 * One spelling for all names of a host that can be known to be the same by looking at them: upper case, a trailing dot,
 * the default port, brackets, short and mapped forms of addresses, this machine's own names and sockets. Aliases in DNS
 * it cannot see: for those the server itself is asked who it is (identity.ts).
 */
export function sameHost(host: string, defaultPort: number): string {
  const { name, port } = split(host.trim());
  return `${canonical(name)}:${String(port ?? defaultPort)}`;
}

function split(host: string): { name: string; port: number | undefined } {
  const bracketed = /^\[([^\]]*)\](?::(\d+))?$/.exec(host);
  // More than one colon and no brackets: an IPv6 address without a port.
  const plain = bracketed ?? /^([^:]*)(?::(\d+))?$/.exec(host);
  if (plain === null) return { name: host, port: undefined };
  return { name: plain[1] ?? '', port: plain[2] === undefined ? undefined : Number(plain[2]) };
}

function canonical(given: string): string {
  // No host, or a folder of sockets, also as it stands in an address: this machine.
  if (given === '' || /^(\/|@|%2f)/i.test(given)) return 'localhost';
  const name = given.replace(/\.+$/, '').replace(/%.*$/, '');
  let host: string;
  try {
    // The URL parser knows each spelling of an address: 127.1, 0x7f000001, 0:0:0:0:0:0:0:1, upper case, Unicode.
    host = new URL(`http://${name.includes(':') ? `[${name}]` : name}`).hostname;
  } catch {
    return name.toLowerCase();
  }
  const mapped = /^\[::(?:ffff:)?([0-9a-f]{1,4}):([0-9a-f]{1,4})\]$/.exec(host);
  if (mapped !== null) {
    const bits = Number.parseInt(mapped[1] ?? '', 16) * 65_536 + Number.parseInt(mapped[2] ?? '', 16);
    host = [24, 16, 8, 0].map((shift) => (bits / 2 ** shift) & 255).join('.');
  }
  const here = host === 'localhost' || host.endsWith('.localhost') || /^(127\.|0\.0\.0\.0$)/.test(host);
  return here || host === '[::1]' || host === '[::]' ? 'localhost' : host.replace(/^\[|\]$/g, '');
}
