import type { Answer, Route } from '../route.ts';

export function checkResponse(_route: Route, _answer: Answer): string | undefined {
  return undefined;
}
