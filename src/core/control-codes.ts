/** Text in, text out, in pieces. `end` gives what was held back, and starts afresh. */
export interface TextFilter {
  write(chunk: string): string;
  end(): string;
}

type State = 'text' | 'return' | 'escape' | 'intermediate' | 'sequence' | 'string' | 'string-escape';

/** Control codes except tab and line feed, and what turns the reading direction round or cannot be seen. */
const suspects = /[[\p{Cc}--[\t\n]]\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff]/v;

/**
 * Strips terminal control from output, piece by piece: escape sequences (ECMA-48: CSI, OSC, DCS and the short ones,
 * also in their one-byte C1 forms) wherever the pieces were cut, other control codes, bidi overrides (they make code
 * read other than it runs, CVE-2021-42574) and zero-width characters. A carriage return ends a line, as a progress
 * bar means it. Tab and line feed stay.
 */
export function createControlFilter(): TextFilter {
  let state: State = 'text';

  /** What one character gives, and the state after it. */
  function take(character: string): string {
    const code = character.charCodeAt(0);
    switch (state) {
      case 'return':
        state = 'text';
        // CR LF is one line break; it was given out for the CR.
        return character === '\n' ? '' : take(character);
      case 'escape':
        if (character === '[') state = 'sequence';
        else if (']PX^_'.includes(character)) state = 'string';
        else if (code >= 0x20 && code <= 0x2f) state = 'intermediate';
        else return leave(character, code >= 0x30 && code <= 0x7e);
        return '';
      case 'intermediate':
        return code >= 0x20 && code <= 0x2f ? '' : leave(character, code >= 0x30 && code <= 0x7e);
      case 'sequence':
        return code >= 0x20 && code <= 0x3f ? '' : leave(character, code >= 0x40 && code <= 0x7e);
      case 'string-escape':
        return leave(character, character === '\\');
      case 'string':
        // Ends at BEL or ST. Also at a line's end: an unfinished one must not swallow the rest of the log.
        if (character === '\n' || character === '\r') return leave(character, false);
        if (code === 0x07 || code === 0x9c) state = 'text';
        else if (code === 0x1b) state = 'string-escape';
        return '';
      case 'text':
        return plain(character, code);
    }
  }

  /** Back to text; a character that does not belong to the sequence counts as text. */
  function leave(character: string, belongs: boolean): string {
    state = 'text';
    return belongs ? '' : take(character);
  }

  function plain(character: string, code: number): string {
    if (character === '\r') {
      state = 'return';
      return '\n';
    }
    if (code === 0x1b) state = 'escape';
    else if (code === 0x9b) state = 'sequence';
    else if (code === 0x90 || code === 0x98 || (code >= 0x9d && code <= 0x9f)) state = 'string';
    else if (character === '\u2028' || character === '\u2029') return '\n';
    else if (!suspects.test(character)) return character;
    return '';
  }

  return {
    write(chunk) {
      if (state === 'text' && !suspects.test(chunk)) return chunk;
      let kept = '';
      for (let index = 0; index < chunk.length; index += 1) kept += take(chunk.charAt(index));
      return kept;
    },
    end() {
      state = 'text';
      return '';
    },
  };
}
