import type { Call, Route } from '../route.ts';

export function checkRequest(_route: Route, _call: Call): void {}
