/**
 * What bounds the processes of an environment, as far as its target can say it: the size of a machine, the user, what it
 * starts with, whether it is started again, which ports are open to it, and where it may write for good.
 */
export const aspects = ['guest', 'user', 'init', 'restart', 'services', 'mounts'] as const;
export type Aspect = (typeof aspects)[number];

/** Aspect → what is so, in words. */
export type Constraints = Readonly<Record<Aspect, string>>;

/** What the released files say of an aspect, for staging and for production; absent where either leaves it open. */
export type Written = Readonly<Partial<Record<Aspect, { readonly staging: string; readonly production: string }>>>;

/** One service as it was last seen; `undefined` where its target has no such constraints, or it never ran. */
export interface Bounded {
  readonly service: string;
  readonly constraints?: Constraints | undefined;
}

export interface Difference {
  readonly service: string;
  readonly aspect: Aspect;
  readonly staging: string;
  readonly production: string;
}

/**
 * How staging's processes are bound otherwise than production's will be when this release is there. What both files say
 * counts more than what runs, since it is what production gets: a change that is made in both files at once is seen on
 * staging first, and would otherwise stand in its own way. Throws an Error where one side is known and the other is not.
 */
export function differences(
  staging: readonly Bounded[],
  production: readonly Bounded[],
  written: Readonly<Record<string, Written>>,
): readonly Difference[] {
  const services = new Set([...staging, ...production].map(({ service }) => service));
  return [...services].flatMap((service) => {
    const its = (list: readonly Bounded[]): Constraints | undefined =>
      list.find((one) => one.service === service)?.constraints;
    const [here, there] = [its(staging), its(production)];
    if (there !== undefined && here === undefined)
      throw new Error(`under which constraints ${service} runs on staging was not recorded; press “Verify again”`);
    return aspects.flatMap((aspect): readonly Difference[] => {
      const said = written[service]?.[aspect];
      const both =
        said ??
        (here === undefined || there === undefined ? undefined : { staging: here[aspect], production: there[aspect] });
      return both === undefined || both.staging === both.production ? [] : [{ service, aspect, ...both }];
    });
  });
}

/** For people: `api, guest: 1 shared CPU, 256 MB on staging; 2 shared CPU, 512 MB in production`. */
export function differenceInWords({ service, aspect, staging, production }: Difference): string {
  return `${service}, ${aspect}: ${staging} on staging; ${production} in production`;
}
