/** As the config says where an environment is; no more of it than the addresses take. */
type Placed =
  | { readonly tier: 'local'; readonly services: Readonly<Record<string, { readonly url: string }>> }
  | {
      readonly tier: 'staging' | 'production';
      readonly target:
        | {
            readonly kind: 'local';
            readonly host: string;
            readonly services: Readonly<Record<string, { readonly port: number; readonly url?: string | undefined }>>;
          }
        | {
            readonly kind: 'fly';
            readonly services: Readonly<Record<string, { readonly app: string; readonly url?: string | undefined }>>;
          };
    };

/** Service → public address, without a trailing slash. Of an environment that is not there: none. */
export function addressesOf(environment: Placed | undefined): Readonly<Record<string, string>> {
  if (environment === undefined) return {};
  return Object.fromEntries(listed(environment).map(([name, address]) => [name, address.replace(/\/+$/, '')]));
}

function listed(environment: Placed): (readonly [string, string])[] {
  if (environment.tier === 'local')
    return Object.entries(environment.services).map(([name, { url }]) => [name, url] as const);
  const { target } = environment;
  return target.kind === 'local'
    ? Object.entries(target.services).map(([name, { url, port }]) => [name, url ?? `http://${target.host}:${port}`])
    : Object.entries(target.services).map(([name, { url, app }]) => [name, url ?? `https://${app}.fly.dev`]);
}
