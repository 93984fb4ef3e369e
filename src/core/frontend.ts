/** Name of the variable in which a service with `config` finds its values, as JSON; it serves them at `config.path`. */
export const runtimeConfigVariable = 'GREENROOM_RUNTIME_CONFIG';

/** What of a service's config is about the environment that it runs in. All of it is public: browsers read it. */
interface Frontend {
  readonly config?: { readonly path: string; readonly values: Readonly<Record<string, string>> } | undefined;
  readonly buildVariables?: Readonly<Record<string, string>> | undefined;
}

const braces = /\{([^{}]*)\}/g;

/** What stands in braces: the service whose address is meant, or undefined where nothing is that Greenroom knows. */
export function placeholdersOf(text: string): readonly { readonly text: string; readonly service?: string }[] {
  return [...text.matchAll(braces)].map(([whole, inside = '']) => {
    const [, service] = /^([a-z][a-z0-9-]*)\.url$/.exec(inside) ?? [];
    return { text: whole, ...(service === undefined ? {} : { service }) };
  });
}

/**
 * Values with `{service.url}` replaced by the service's public address, sorted by name so that equal values are equal
 * text. Throws where one names a service without an address: the config is checked for that at start.
 */
function resolved(values: Readonly<Record<string, string>>, urls: Readonly<Record<string, string>>) {
  const one = (name: string, text: string): string =>
    text.replace(braces, (whole, inside: string) => {
      const url = urls[inside.replace(/\.url$/, '')];
      if (url === undefined || !inside.endsWith('.url'))
        throw new Error(`${name}: ${whole} names no service that has an address here`);
      return url;
    });
  return Object.fromEntries(
    Object.entries(values)
      .toSorted(([left], [right]) => (left < right ? -1 : 1))
      .map(([name, text]) => [name, one(name, text)]),
  );
}

/** What the service's `config.path` has to answer in an environment with these addresses; undefined where it has none. */
export function runtimeValues({ config }: Frontend, urls: Readonly<Record<string, string>>) {
  return config === undefined ? undefined : resolved(config.values, urls);
}

/** What a build for an environment with these addresses is given; undefined where one build serves all. */
export function buildVariablesOf({ buildVariables }: Frontend, urls: Readonly<Record<string, string>>) {
  return buildVariables === undefined ? undefined : resolved(buildVariables, urls);
}

/** The variables that hand the values to a running service: none where it has no `config`. */
export function runtimeVariables(service: Frontend, urls: Readonly<Record<string, string>>): Record<string, string> {
  const values = runtimeValues(service, urls);
  return values === undefined ? {} : { [runtimeConfigVariable]: JSON.stringify(values) };
}
