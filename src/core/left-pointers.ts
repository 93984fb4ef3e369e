/** Files in Git LFS of which git has no more than pointers, and which the app may need. */
export class LeftPointers extends Error {
  constructor(paths: readonly string[]) {
    const [first = ''] = paths;
    const more = paths.length > 3 ? ` and ${paths.length - 3} more` : '';
    super(
      paths.length === 1
        ? `${first} is a pointer`
        : `${paths.length} files are pointers: ${paths.slice(0, 3).join(', ')}${more}`,
    );
  }
}
