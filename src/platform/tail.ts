import { StringDecoder } from 'node:string_decoder';

export interface Tail {
  /** The chunk as text, with characters that were cut apart put together again. */
  write(chunk: Buffer): string;
  /** All of it where it was short, else head and tail with a line that says what is missing. */
  end(): string;
}

/** Keeps the first and the last half of `most` characters, however much comes. */
export function createTail(most: number): Tail {
  const decoder = new StringDecoder('utf8');
  const half = Math.max(1, Math.floor(most / 2));
  let head = '';
  let tail = '';
  let dropped = 0;
  const add = (text: string): string => {
    const room = half - head.length;
    if (room > 0) head += text.slice(0, room);
    tail += room > 0 ? text.slice(room) : text;
    if (tail.length > 2 * half) {
      dropped += tail.length - half;
      tail = tail.slice(-half);
    }
    return text;
  };
  return {
    write: (chunk) => add(decoder.write(chunk)),
    end: () => {
      add(decoder.end());
      const extra = Math.max(0, tail.length - half);
      const last = extra > 0 ? tail.slice(-half) : tail;
      const missing = dropped + extra;
      return missing === 0 ? head + last : `${head}\n… ${missing} characters left out …\n${last}`;
    },
  };
}
