import type { Facts, HookSeen, Seen } from '../ports/survey.ts';
import { each, seen } from './check.ts';

/** Every webhook that leads to a Greenroom. Where there is none, webhook-there says so. */
export function hooksOf({ github }: Facts): Seen<readonly (HookSeen & { readonly repository: string })[]> {
  const found = each(
    github,
    ({ repository }) => repository,
    ({ hooks }) => hooks,
  );
  if (!found.ok) return found;
  return seen(found.value.flatMap(({ name, value }) => value.map((hook) => ({ ...hook, repository: name }))));
}
