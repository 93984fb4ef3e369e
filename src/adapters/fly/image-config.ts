import { createHash } from 'node:crypto';
import * as z from 'zod';
import { parseJson } from '../../trust.ts';
import { FlyRefusal } from './refusal.ts';
import { type Manifest, type RegistryPlace, callRegistry } from './registry.ts';

/** OCI image configuration, as far as it is read. */
const shape = z.looseObject({
  config: z
    .looseObject({
      Labels: z.record(z.string(), z.string()).nullish(),
      Entrypoint: z.array(z.string()).nullish(),
      Cmd: z.array(z.string()).nullish(),
    })
    .optional(),
});

export interface ImageConfig {
  readonly labels: Readonly<Record<string, string>>;
  /** ENTRYPOINT and CMD: what it runs where nobody says otherwise. */
  readonly command: readonly string[];
}

const mostBytes = 1024 * 1024;

/** What was written into an image when it was built. Rejects where the registry does not give its configuration. */
export async function imageConfigOf(
  place: RegistryPlace,
  { config }: Manifest,
  signal: AbortSignal,
): Promise<ImageConfig> {
  if (config === undefined) return { labels: {}, command: [] };
  const response = await callRegistry(place, 'GET', `blobs/${config}`, signal);
  if (!response.ok)
    throw new FlyRefusal(
      `Fly’s registry answers ${response.status} for a part of ${place.repository}`,
      response.status,
    );
  const bytes = Buffer.from(await response.arrayBuffer());
  const digest = `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
  if (bytes.length > mostBytes || digest !== config)
    throw new FlyRefusal(`the registry gave ${digest} of ${place.repository}, wanted ${config}`, 0);
  const found = shape.safeParse(parseJson(bytes.toString('utf8')));
  const { Labels: labels, Entrypoint: entrypoint, Cmd: cmd } = found.data?.config ?? {};
  return { labels: labels ?? {}, command: [...(entrypoint ?? []), ...(cmd ?? [])] };
}
