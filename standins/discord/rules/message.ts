import type { Json } from '../json.ts';
import { isJson, numberAt, objects, strings, textAt } from '../json.ts';
import { messageFlags } from '../model.ts';
import type { FormProblem } from '../refusal.ts';
import type { Upload } from '../upload.ts';
import { componentProblems } from './components.ts';
import { embedProblems } from './embeds.ts';

type At = readonly (string | number)[];

export function messageProblems(body: Json, files: readonly Upload[], at: At): FormProblem[] {
  const problems: FormProblem[] = [];
  const add = (key: string, code: string, message: string): void =>
    void problems.push({ path: [...at, key], code, message });
  const content = textAt(body, 'content') ?? '';
  if (Array.from(content).length > 2000) add('content', 'BASE_TYPE_MAX_LENGTH', 'Must be 2000 or fewer in length.');
  const isV2 = ((numberAt(body, 'flags') ?? 0) & messageFlags.componentsV2) !== 0;
  if (isV2) {
    const legacy = 'The field cannot be used when using MessageFlags.IS_COMPONENTS_V2';
    if (content !== '') add('content', 'MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2', legacy);
    if (objects(body['embeds']).length > 0)
      add('embeds', 'MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2', legacy);
  }
  const allowed = isJson(body['allowed_mentions']) ? body['allowed_mentions'] : {};
  for (const kind of ['users', 'roles'] as const) {
    if (strings(allowed['parse']).includes(kind) && strings(allowed[kind]).length > 0) {
      add(
        'allowed_mentions',
        'MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE',
        `parse:["${kind}"] and ${kind}: [ids...] are mutually exclusive.`,
      );
    }
  }
  for (const [index, one] of objects(body['attachments']).entries()) {
    // A short number is the place of a file in this request; a long one is an attachment that is there already.
    const id = String(one['id']);
    if (id.length < 15 && !files.some((file) => file.index === id)) {
      problems.push({
        path: [...at, 'attachments', index, 'id'],
        code: 'ATTACHMENT_NOT_FOUND',
        message: 'Attachment not found',
      });
    }
  }
  return [
    ...problems,
    ...embedProblems(objects(body['embeds']), [...at, 'embeds']),
    ...componentProblems(objects(body['components']), isV2, [...at, 'components']),
  ];
}
