import { parseJson } from '../../trust.ts';

/** A field of something of which nothing is known. */
export const field = (value: unknown, name: string): unknown =>
  value !== null && typeof value === 'object' ? Reflect.get(value, name) : undefined;

const odd = (wanted: string): Error =>
  new Error(`GitHub’s answer is not what its documentation says: wanted ${wanted}. It is tried again later.`);

export function listOf(answer: unknown, wanted: string): readonly unknown[] {
  if (!Array.isArray(answer)) throw odd(`a ${wanted}`);
  return answer;
}

export function numberOf(answer: unknown, name: string): number {
  const value = field(answer, name);
  if (typeof value !== 'number' || !Number.isSafeInteger(value)) throw odd(`a number in “${name}”`);
  return value;
}

export function textOf(answer: unknown, ...path: readonly string[]): string {
  const value = path.reduce<unknown>(field, answer);
  if (typeof value !== 'string') throw odd(`text in “${path.join('.')}”`);
  return value;
}

/** Our key in a deployment's payload, which GitHub gives back as an object or as JSON text. */
export function keyOf(deployment: unknown): string | undefined {
  let payload = field(deployment, 'payload');
  if (typeof payload === 'string') {
    try {
      payload = parseJson(payload);
    } catch {
      return undefined;
    }
  }
  const key = field(payload, 'key');
  return typeof key === 'string' ? key : undefined;
}
