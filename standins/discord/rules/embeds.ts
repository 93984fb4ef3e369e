import type { Json } from '../json.ts';
import { numberAt, objects, textAt } from '../json.ts';
import type { FormProblem } from '../refusal.ts';

type At = readonly (string | number)[];

const mostCharacters = 6000;
const required = { code: 'BASE_TYPE_REQUIRED', message: 'This field is required' };

export function embedProblems(embeds: readonly Json[], at: At): FormProblem[] {
  const problems = embeds.flatMap((embed, index) => [
    ...emptiness(embed, [...at, index]),
    ...colour(embed, [...at, index]),
    ...addresses(embed, [...at, index]),
  ]);
  const size = embeds.reduce((sum, embed) => sum + sizeOf(embed), 0);
  if (size > mostCharacters) {
    problems.push({
      path: at,
      code: 'MAX_EMBED_SIZE_EXCEEDED',
      message: `Embed size exceeds maximum size of ${mostCharacters}`,
    });
  }
  return problems;
}

/** Blanks count for nothing. */
function isEmpty(json: unknown, key: string): boolean {
  return (textAt(json, key) ?? '').trim() === '';
}

function emptiness(embed: Json, at: At): FormProblem[] {
  const problems: FormProblem[] = [];
  const fields = objects(embed['fields']);
  const shows =
    !isEmpty(embed, 'title') ||
    !isEmpty(embed, 'description') ||
    fields.length > 0 ||
    ['author', 'footer', 'image', 'thumbnail'].some((key) => embed[key] !== undefined && embed[key] !== null);
  if (!shows) problems.push({ path: [...at, 'description'], ...required });
  for (const [index, field] of fields.entries()) {
    for (const key of ['name', 'value']) {
      if (isEmpty(field, key)) problems.push({ path: [...at, 'fields', index, key], ...required });
    }
  }
  return problems;
}

/** The package's schema calls it a number, the specification it comes from an integer. */
function colour(embed: Json, at: At): FormProblem[] {
  const value = numberAt(embed, 'color');
  if (value === undefined || Number.isInteger(value)) return [];
  return [{ path: [...at, 'color'], code: 'NUMBER_TYPE_COERCE', message: `Value "${value}" is not int.` }];
}

function addresses(embed: Json, at: At): FormProblem[] {
  const problems: FormProblem[] = [];
  const look = (holder: unknown, key: string, path: At, schemes: readonly string[]): void => {
    const url = textAt(holder, key);
    const scheme = /^([a-z][a-z0-9+.-]*):/i.exec(url ?? '')?.[1]?.toLowerCase();
    if (url === undefined || (scheme !== undefined && schemes.includes(scheme))) return;
    const known = schemes.map((one) => `'${one}'`).join(', ');
    const message = `Scheme "${scheme ?? ''}" is not supported. Scheme must be one of (${known}).`;
    problems.push({ path, code: 'URL_TYPE_INVALID_SCHEME', message });
  };
  const web = ['http', 'https'];
  const picture = [...web, 'attachment'];
  look(embed, 'url', [...at, 'url'], web);
  look(embed['author'], 'url', [...at, 'author', 'url'], web);
  look(embed['author'], 'icon_url', [...at, 'author', 'icon_url'], picture);
  look(embed['footer'], 'icon_url', [...at, 'footer', 'icon_url'], picture);
  look(embed['image'], 'url', [...at, 'image', 'url'], picture);
  look(embed['thumbnail'], 'url', [...at, 'thumbnail', 'url'], picture);
  return problems;
}

/** Title, description, fields, footer and author count together over all embeds of a message. */
function sizeOf(embed: Json): number {
  const fields = objects(embed['fields']).flatMap((field) => [textAt(field, 'name'), textAt(field, 'value')]);
  const texts = [
    textAt(embed, 'title'),
    textAt(embed, 'description'),
    textAt(embed['footer'], 'text'),
    textAt(embed['author'], 'name'),
    ...fields,
  ];
  return texts.reduce((sum, text) => sum + (text?.length ?? 0), 0);
}
