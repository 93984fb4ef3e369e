import type { ConfigFile } from '../../ports/project.ts';

/** Addresses on GitHub. Undefined: nobody knows the server, and the name alone has to do. */
export interface Links {
  pull(project: string, number: number): string | undefined;
}

export const noLinks: Links = { pull: () => undefined };

const owner = /^[\w.-]+\/[\w.-]+$/;

/** From the operator's config alone: no word of a commit comes into an address. */
export function linksOf(projects: ConfigFile['projects'], server: string | undefined): Links {
  const base = server?.replace(/\/+$/, '');
  if (base === undefined || !/^https?:\/\/[\w.:[\]-]+(?:\/[\w./-]*)?$/.test(base)) return noLinks;
  return {
    pull: (project, number) => {
      const repository = Object.hasOwn(projects, project) ? projects[project]?.repository : undefined;
      const whole = Number.isSafeInteger(number) && number > 0;
      return repository !== undefined && owner.test(repository) && whole
        ? `${base}/${repository}/pull/${String(number)}`
        : undefined;
    },
  };
}
