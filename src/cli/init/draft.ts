import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { parseJson } from '../../trust.ts';
import { UsageRefused } from '../exit-code.ts';
import { writeWhole } from './write-whole.ts';

const appShape = z.object({ name: z.string(), config: z.string(), variable: z.string(), token: z.string() });

/** What is settled so far. Whatever could be had only once (an app's key) is in it as soon as it is had. */
const draftShape = z.object({
  repository: z.string().optional(),
  project: z.string().optional(),
  branch: z.string().optional(),
  url: z.string().optional(),
  github: z
    .union([z.object({ token: z.string() }), z.object({ appId: z.string(), privateKey: z.string(), slug: z.string() })])
    .optional(),
  webhookSecret: z.string().optional(),
  discordToken: z.string().optional(),
  application: z.string().optional(),
  guild: z.string().optional(),
  channels: z.record(z.string(), z.string()).default({}),
  roles: z.record(z.string(), z.string()).default({}),
  target: z.enum(['local', 'fly']).optional(),
  organisation: z.string().optional(),
  service: z.string().optional(),
  apps: z.object({ staging: appShape, production: appShape }).partial().default({}),
});
export type Draft = z.output<typeof draftShape>;

const name = 'greenroom.init.json';

/** The draft of a set-up that was not finished, for its owner alone; gone when it is. */
export class DraftFile {
  readonly #path: string;
  #draft: Draft;

  private constructor(path: string, draft: Draft) {
    this.#path = path;
    this.#draft = draft;
  }

  static open(folder: string): DraftFile {
    const path = join(folder, name);
    if (!existsSync(path)) return new DraftFile(path, draftShape.parse({}));
    let found: unknown;
    try {
      found = parseJson(readFileSync(path, 'utf8'));
    } catch {
      found = undefined;
    }
    const read = draftShape.safeParse(found);
    if (!read.success) throw new UsageRefused(`${name} is not as greenroom init writes it. Remove it to begin anew.`);
    return new DraftFile(path, read.data);
  }

  get settled(): Draft {
    return this.#draft;
  }

  /** Written whole before it counts, so that an end at any moment loses nothing. */
  settle(more: Partial<Draft>): void {
    this.#draft = { ...this.#draft, ...more };
    writeWhole(this.#path, `${JSON.stringify(this.#draft, null, 2)}\n`, 0o600, true);
  }

  get began(): boolean {
    return existsSync(this.#path);
  }

  remove(): void {
    rmSync(this.#path, { force: true });
  }
}
