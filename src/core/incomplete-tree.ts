/** What a commit has elsewhere than in its own files, is not fetched, and may be needed by the app. */
export class IncompleteTree extends Error {
  /** Paths of files of which git has no more than pointers to Git LFS, and of folders that are submodules. */
  constructor(pointers: readonly string[], submodules: readonly string[]) {
    super(
      [
        told(pointers, 'is a pointer to Git LFS', 'files are pointers to Git LFS'),
        told(submodules, 'is a submodule', 'folders are submodules'),
      ]
        .filter((one) => one !== undefined)
        .join('; '),
    );
  }
}

function told(paths: readonly string[], one: string, many: string): string | undefined {
  const [first] = paths;
  if (first === undefined) return undefined;
  if (paths.length === 1) return `${first} ${one}`;
  const more = paths.length > 3 ? ` and ${paths.length - 3} more` : '';
  return `${paths.length} ${many}: ${paths.slice(0, 3).join(', ')}${more}`;
}
