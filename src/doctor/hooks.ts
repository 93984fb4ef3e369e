import type { Facts, HookSeen, Seen } from '../ports/survey.ts';
import { each, seen } from './check.ts';

/** Every webhook that leads to a Greenroom. Where there is none, there is nothing to say about it. */
export function hooksOf({ github }: Facts): Seen<readonly (HookSeen & { readonly repository: string })[]> {
  const found = each(
    github,
    ({ repository }) => repository,
    ({ hooks }) => hooks,
  );
  if (!found.ok) return found;
  const all = found.value.flatMap(({ name, value }) => value.map((hook) => ({ ...hook, repository: name })));
  return all.length === 0 ? { ok: false, why: 'there is no webhook that leads to Greenroom' } : seen(all);
}
