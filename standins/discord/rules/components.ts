import type { Json } from '../json.ts';
import { isJson, objects, textAt } from '../json.ts';
import type { FormProblem } from '../refusal.ts';

type At = readonly (string | number)[];

const row = 1;
const button = 2;
const selects: readonly unknown[] = [3, 5, 6, 7, 8];
const link = 5;
const premium = 6;
const mostRows = 5;
const mostInV2 = 40;

export function componentProblems(components: readonly Json[], isV2: boolean, at: At): FormProblem[] {
  const problems: FormProblem[] = [];
  const ids = new Set<string>();
  let count = 0;
  const visit = (component: Json, path: At): void => {
    count += 1;
    problems.push(...ownProblems(component, path));
    const id = textAt(component, 'custom_id');
    if (id !== undefined) {
      const message = 'Component custom id cannot be duplicated';
      if (ids.has(id)) problems.push({ path: [...path, 'custom_id'], code: 'COMPONENT_CUSTOM_ID_DUPLICATED', message });
      ids.add(id);
    }
    for (const [index, inner] of objects(component['components']).entries())
      visit(inner, [...path, 'components', index]);
    if (isJson(component['accessory'])) visit(component['accessory'], [...path, 'accessory']);
  };
  for (const [index, component] of components.entries()) {
    visit(component, [...at, index]);
    if (!isV2 && component['type'] !== row) {
      problems.push({
        path: [...at, index],
        code: 'UNION_TYPE_CHOICES',
        message: 'Value of field "type" must be one of (1,).',
      });
    }
  }
  if (!isV2 && components.length > mostRows) {
    problems.push({ path: at, code: 'BASE_TYPE_BAD_LENGTH', message: `Must be between 1 and ${mostRows} in length.` });
  }
  if (isV2 && count > mostInV2) {
    const message = `The total number of components cannot exceed ${mostInV2}.`;
    problems.push({ path: at, code: 'COMPONENT_MAX_TOTAL_COMPONENTS_EXCEEDED', message });
  }
  return problems;
}

function ownProblems(component: Json, path: At): FormProblem[] {
  if (component['type'] === button) return buttonProblems(component, path);
  if (component['type'] === row) {
    const inner = objects(component['components']);
    const hasSelect = inner.some((one) => selects.includes(one['type']));
    if (hasSelect && inner.length > 1) {
      const message = 'The specified component exceeds the maximum width';
      return [{ path: [...path, 'components'], code: 'COMPONENT_LAYOUT_WIDTH_EXCEEDED', message }];
    }
  }
  if (selects.includes(component['type'])) {
    const values = objects(component['options']).map((one) => one['value']);
    if (new Set(values).size < values.length) {
      const message = 'The specified option value is already used';
      return [{ path: [...path, 'options'], code: 'SELECT_COMPONENT_OPTION_VALUE_DUPLICATED', message }];
    }
  }
  return [];
}

function buttonProblems(component: Json, path: At): FormProblem[] {
  const problems: FormProblem[] = [];
  const add = (key: string, code: string, message: string): void =>
    void problems.push({ path: [...path, key], code, message });
  const id = textAt(component, 'custom_id');
  const url = textAt(component, 'url');
  const style = component['style'];
  if (style === link) {
    if (id !== undefined)
      add(
        'custom_id',
        'BUTTON_COMPONENT_CUSTOM_ID_URL_MUTUALLY_EXCLUSIVE',
        'A custom id and url cannot both be specified',
      );
    if (url === undefined) add('url', 'BASE_TYPE_REQUIRED', 'A url is required');
    else if (!/^(https?|discord):/i.test(url))
      add('url', 'URL_TYPE_INVALID_SCHEME', "Scheme must be one of ('http', 'https', 'discord').");
  } else if (style !== premium) {
    if (url !== undefined)
      add('url', 'BUTTON_COMPONENT_CUSTOM_ID_URL_MUTUALLY_EXCLUSIVE', 'A custom id and url cannot both be specified');
    if (id === undefined || id === '') add('custom_id', 'BASE_TYPE_REQUIRED', 'A custom id is required');
  }
  const shows = (textAt(component, 'label') ?? '') !== '' || isJson(component['emoji']);
  if (!shows && style !== premium)
    add('label', 'BUTTON_COMPONENT_LABEL_OR_EMOJI_REQUIRED', 'Either a label or an emoji is required');
  return problems;
}
