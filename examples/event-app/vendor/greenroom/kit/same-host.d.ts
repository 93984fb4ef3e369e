/**
 * One spelling for all names of a host that can be known to be the same by looking at them: upper case, a trailing dot,
 * the default port, brackets, short and mapped forms of addresses, this machine's own names and sockets. Aliases in DNS
 * it cannot see: for those the server itself is asked who it is (identity.ts).
 */
export declare function sameHost(host: string, defaultPort: number): string;
