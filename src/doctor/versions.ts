/** The first three numbers of a version as a program prints it; undefined where it has none. */
export function numbersOf(text: string): readonly [number, number, number] | undefined {
  for (const word of text.split(/\s+/)) {
    const [major, minor, patch = 0] = word.replace(/^v/, '').split(/[.-]/).map(Number);
    if (major !== undefined && minor !== undefined && Number.isInteger(major) && Number.isInteger(minor))
      return [major, minor, Number.isInteger(patch) ? patch : 0];
  }
  return undefined;
}

export function isAtLeast(version: readonly number[], wanted: readonly number[]): boolean {
  for (const [at, number] of wanted.entries()) {
    const found = version[at] ?? 0;
    if (found !== number) return found > number;
  }
  return true;
}
