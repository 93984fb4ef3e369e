import { isCommit } from '../../core/release.ts';
import type { SourceFile } from '../../ports/source.ts';

/** What `ls-tree -r -z` printed: `mode type name TAB path NUL`, where a path may hold anything but a NUL. */
export function readTree(output: string): SourceFile[] {
  const files: SourceFile[] = [];
  for (const record of output.split('\0')) {
    const tab = record.indexOf('\t');
    const [mode = '', type = '', blob = ''] = record.slice(0, Math.max(0, tab)).split(' ');
    if (tab < 0 || !isCommit(blob)) continue;
    files.push({ path: record.slice(tab + 1), blob, plain: type === 'blob' && mode.startsWith('100') });
  }
  return files.sort((left, right) => (left.path < right.path ? -1 : 1));
}
