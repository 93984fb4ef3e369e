import { isCommit } from '../../core/release.ts';
import type { SourceFile } from '../../ports/source.ts';

/**
 * What `ls-tree -r -z -l` printed: `mode type name size TAB path NUL`, where a path may hold anything but a NUL. `sized`
 * is told how many bytes each content has; a submodule has none.
 */
export function readTree(output: string, sized: (blob: string, bytes: number) => void): SourceFile[] {
  const files: SourceFile[] = [];
  for (const record of output.split('\0')) {
    const tab = record.indexOf('\t');
    // The size is padded with spaces, to seven places.
    const [mode = '', type = '', blob = '', size = ''] = record.slice(0, Math.max(0, tab)).split(/ +/);
    if (tab < 0 || !isCommit(blob)) continue;
    if (/^\d+$/.test(size)) sized(blob, Number(size));
    files.push({ path: record.slice(tab + 1), blob, plain: type === 'blob' && mode.startsWith('100') });
  }
  return files.sort((left, right) => (left.path < right.path ? -1 : 1));
}
