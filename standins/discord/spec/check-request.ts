import { rulesFor } from '../rules/index.ts';
import { Refusal } from '../refusal.ts';
import type { Call, Route } from '../route.ts';
import { check } from './check.ts';
import { specTable } from './table.ts';

/** Refuses what Discord would refuse: by its specification first, then by the rules that only its documentation has. */
export function checkRequest(route: Route, call: Call): void {
  const name = `${route.method} ${route.path}`;
  const spec = specTable[name] ?? {};
  for (const [key, value] of call.query) {
    const pattern = spec.query?.[key];
    if (pattern === undefined) call.world.violation(`${name}: unknown query parameter ${key}`);
    else if (!pattern.test(value)) {
      throw new Refusal('invalidForm', [
        { path: [key], code: 'BASE_TYPE_INVALID', message: `Value "${value}" is not allowed.` },
      ]);
    }
  }
  if (spec.request === undefined) return;
  const { problems, unknownKeys } = check(spec.request, call.body ?? {});
  if (problems.length > 0) throw new Refusal('invalidForm', problems);
  const broken = rulesFor(name, call);
  if (broken.length > 0) throw new Refusal('invalidForm', broken);
  const mistakes = unknownKeys.filter((key) => spec.ignored?.includes(key) !== true);
  if (mistakes.length > 0) call.world.violation(`${name}: unknown keys ${mistakes.join(', ')}`);
}
