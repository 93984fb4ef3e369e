import { runtimeValues } from '../core/frontend.ts';
import type { Facts } from '../core/step.ts';
import type { ServiceConfig } from '../ports/project.ts';
import { type Look, type Values, never, notYet, oneLookMs, parsed } from './look.ts';
import type { Scene } from './scene.ts';
import { urlsOf } from './urls.ts';

const shown = (value: unknown): string => {
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length > 80 ? `${text.slice(0, 80)}…` : text;
};

/**
 * Whether a frontend that was found well is the one of this environment: what it answers at its `config.path` has to be
 * what Greenroom gave it, value by value (R2.1). Asked at the public address, where browsers ask: an old copy that
 * something on the way keeps is as wrong as a wrong value. Values it adds itself are its own.
 */
export async function lookAtConfig(
  scene: Scene,
  name: string,
  service: ServiceConfig,
  url: string,
  values: Values,
  facts: Facts,
  isLate: () => boolean,
): Promise<Look> {
  const { use, view, project, io } = scene;
  const wanted = runtimeValues(service, urlsOf(project, view.environment));
  if (service.config === undefined || wanted === undefined) return { well: true, facts };
  const { path } = service.config;
  const answer = await use.probe.get(`${url}${path}`, oneLookMs, io.signal);
  if (!answer.reached) return notYet('verify.unreachable', `${name}: ${path} does not answer: ${answer.detail}`);
  // The old version may still be draining; a stale answer is given the time that is left.
  const wrong = isLate() ? never : notYet;
  const said = parsed(answer.body);
  if (answer.status !== 200 || said === null || typeof said !== 'object' || Array.isArray(said))
    return wrong('verify.config-unreadable', `${name}: ${path} answers ${answer.status}; wanted 200 and a JSON object`);
  const names = Object.keys(wanted);
  if (values === 'as before') return { well: true, facts: { ...facts, config: `${path} answers, as before` } };
  for (const one of names) {
    const found: unknown = Object.hasOwn(said, one) ? Reflect.get(said, one) : undefined;
    if (found !== wanted[one])
      return wrong(
        'verify.wrong-config',
        `${name}: ${path} says ${one} is ${shown(found)}; wanted ${shown(wanted[one])}`,
      );
  }
  return { well: true, facts: { ...facts, config: names } };
}
