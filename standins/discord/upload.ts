import type { Json } from './json.ts';
import { isJson } from './json.ts';
import { parseJson } from './parse-json.ts';
import { Refusal } from './refusal.ts';

export interface Upload {
  /** The n of `files[n]`, to which an entry of `attachments` refers by its id. */
  readonly index: string;
  readonly filename: string;
  readonly contentType: string;
  readonly content: Buffer;
}

/** A request's body: JSON, or a form with `payload_json` and `files[n]`. */
export interface Draft {
  readonly body: unknown;
  readonly files: readonly Upload[];
}

const fileBytes = 10 * 1024 * 1024;
const requestBytes = 25 * 1024 * 1024;

/** https://docs.discord.com/developers/reference#uploading-files */
export async function readDraft(contentType: string, raw: Buffer): Promise<Draft> {
  if (raw.length > requestBytes) throw new Refusal('tooLarge');
  if (raw.length > 0 && !/^(multipart\/form-data|application\/json)\b/.test(contentType)) {
    const known = "'application/json', 'multipart/form-data'";
    const message = `Expected "Content-Type" header to be one of {${known}}.`;
    throw new Refusal('invalidForm', [{ path: [], code: 'CONTENT_TYPE_INVALID', message }]);
  }
  if (!contentType.startsWith('multipart/form-data'))
    return { body: raw.length === 0 ? undefined : json(raw.toString()), files: [] };
  const form = await formOf(contentType, raw);
  const files: Upload[] = [];
  let body: unknown = {};
  for (const [name, value] of form) {
    if (name === 'payload_json') body = json(typeof value === 'string' ? value : await value.text());
    const index = /^files\[(\d+)\]$/.exec(name)?.[1];
    if (index === undefined || typeof value === 'string') continue;
    const content = Buffer.from(await value.arrayBuffer());
    if (content.length > fileBytes) throw new Refusal('tooLarge');
    files.push({ index, filename: value.name, contentType: value.type || 'application/octet-stream', content });
  }
  return { body, files };
}

async function formOf(contentType: string, raw: Buffer): Promise<FormData> {
  try {
    return await new Response(new Uint8Array(raw), { headers: { 'content-type': contentType } }).formData();
  } catch {
    throw new Refusal('badRequest');
  }
}

function json(text: string): unknown {
  try {
    return parseJson(text);
  } catch {
    throw new Refusal('invalidJson');
  }
}

/** The part of a body that makes a message: that of an interaction's answer is one level down. */
export function objectOf(body: unknown): Json {
  return isJson(body) ? body : {};
}
