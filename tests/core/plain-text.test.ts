import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createControlFilter } from '../../src/core/control-codes.ts';
import { plainText, singleLine } from '../../src/core/plain-text.ts';

const escape = '\u001b';

function stripped(...pieces: readonly string[]): string {
  const filter = createControlFilter();
  return pieces.map((piece) => filter.write(piece)).join('') + filter.end();
}

describe('terminal control', () => {
  test.each([
    ['colours', `${escape}[1;31mred${escape}[0m`, 'red'],
    ['a one-byte CSI', '\u009b2Jgone', 'gone'],
    ['a title, ended by BEL', `${escape}]0;title\u0007text`, 'text'],
    ['a link, ended by ST', `${escape}]8;;http://x${escape}\\link${escape}]8;;${escape}\\`, 'link'],
    ['a device string', `${escape}P1$r0m${escape}\\x`, 'x'],
    ['a charset', `${escape}(Btext`, 'text'],
    ['a short one', `${escape}cfresh`, 'fresh'],
    ['an unfinished title: the next line survives', `${escape}]0;title\nnext`, '\nnext'],
    ['an unfinished sequence', `${escape}[31`, ''],
    ['a progress bar', '10%\r50%\r100%\r\ndone', '10%\n50%\n100%\ndone'],
    ['NUL, bell, backspace, DEL', 'a\0b\u0007c\bd\u007fe', 'abcde'],
    ['bidi and zero width', 'a\u202eb\u2066c\u200bd\ufeffe', 'abcde'],
    ['tab and line feed stay', 'a\tb\n', 'a\tb\n'],
    ['two breaks after a CR', 'a\r\n\r\nb', 'a\n\nb'],
  ])('%s', (_name, text, wanted) => {
    expect(stripped(text)).toBe(wanted);
    expect(stripped(...Array.from(text))).toBe(wanted);
  });

  test('is stripped the same way wherever it is cut, and nothing of it is left', () => {
    const part = fc.constantFrom(
      escape,
      '[',
      ']',
      '31',
      'm',
      '\r',
      '\n',
      '\\',
      '\u0007',
      'text',
      '\u009b',
      'P',
      '(',
      ';',
      '\u202e',
    );
    fc.assert(
      fc.property(fc.array(fc.array(part), { maxLength: 8 }), (groups) => {
        const pieces = groups.map((group) => group.join(''));
        const out = stripped(...pieces);
        expect(out).toBe(stripped(pieces.join('')));
        expect(out).not.toMatch(/[[\p{Cc}--[\t\n]]\u202e]/v);
      }),
    );
  });
});

describe('hostile text on a card', () => {
  test('is one line of what can be seen', () => {
    expect(singleLine('  fix\n\n@everyone\t\u202egnp.exe\u2069 \u{e0041}\u{e0042}\0')).toBe('fix @everyone gnp.exe');
    expect(singleLine(`a${'\u0301'.repeat(50)}`)).toBe(`a${'\u0301'.repeat(4)}`);
    expect(singleLine('lone \ud800 half')).toBe('lone \ufffd half');
    expect(singleLine('❤️ ok')).toBe('❤️ ok');
  });

  test('is cut between characters and says so', () => {
    expect(plainText('abcdef', 6)).toBe('abcdef');
    expect(plainText('abcdefg', 6)).toBe('abcde…');
    expect(plainText('abcd😀fg', 6)).toBe('abcd…');
    expect(plainText('abc', 0)).toBe('');
    expect(plainText(`${'x'.repeat(10)}${' '.repeat(1_000_000)}`, 10)).toBe('x'.repeat(10));
  });

  test('is never longer than asked, never broken, whatever it is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.nat(40), (text, max) => {
        const out = plainText(text, max);
        expect(out.length).toBeLessThanOrEqual(max);
        expect(out.isWellFormed()).toBe(true);
        expect(out).not.toMatch(/\p{Cc}/u);
      }),
    );
  });
});
