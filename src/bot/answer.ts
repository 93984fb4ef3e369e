import type { AttachmentPayload } from 'discord.js';
import type { Drawn } from './cards/frame.ts';

/** What the person who asked gets to see, and nobody else. */
export interface Answer {
  readonly drawn: Drawn;
  /** A text too long for a message. */
  readonly file?: { readonly name: string; readonly text: string };
  /** What is done once it is shown; what goes wrong there changes nothing for whoever asked. */
  readonly after?: () => Promise<void>;
}

/** As an edit of the deferred answer. */
export function asEdit({ drawn, file }: Answer): {
  content?: string;
  embeds: Drawn['embeds'];
  components: Drawn['components'];
  files: AttachmentPayload[];
} {
  return {
    ...drawn,
    files: file === undefined ? [] : [{ attachment: Buffer.from(file.text, 'utf8'), name: file.name }],
  };
}
