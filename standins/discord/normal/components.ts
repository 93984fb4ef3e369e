import type { Json } from '../json.ts';
import { isJson } from '../json.ts';

/** Components as Discord gives them back: each with a number of its own, nulls left out, counts of selects filled in. */
export function storedComponents(value: unknown): Json[] {
  let last = 0;
  const store = (component: Json): Json => {
    const given = component['id'];
    if (typeof given === 'number' && given > last) last = given;
    const id = typeof given === 'number' && given > 0 ? given : (last += 1);
    const entries = Object.entries(component)
      .filter(([key, inner]) => key !== 'id' && inner !== null && inner !== undefined)
      .map(([key, inner]): [string, unknown] => {
        if (key === 'components' && Array.isArray(inner)) return [key, inner.filter(isJson).map(store)];
        if (key === 'accessory' && isJson(inner)) return [key, store(inner)];
        return [key, inner];
      });
    const isSelect = typeof component['type'] === 'number' && [3, 5, 6, 7, 8].includes(component['type']);
    return { id, ...(isSelect ? { min_values: 1, max_values: 1 } : {}), ...Object.fromEntries(entries) };
  };
  return Array.isArray(value) ? value.filter(isJson).map(store) : [];
}

/** The component of a message that carries this custom id, wherever it stands. */
export function componentWith(components: readonly Json[], customId: string): Json | undefined {
  for (const component of components) {
    if (component['custom_id'] === customId) return component;
    const inner = component['components'];
    const found = Array.isArray(inner) ? componentWith(inner.filter(isJson), customId) : undefined;
    if (found !== undefined) return found;
    if (isJson(component['accessory']) && component['accessory']['custom_id'] === customId)
      return component['accessory'];
  }
  return undefined;
}
