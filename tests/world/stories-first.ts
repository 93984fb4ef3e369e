import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Where whole Greenrooms are started: a file takes up to a minute, mostly of waiting. */
const long =
  /\/tests\/(faults|crash|acceptance|contract|jobs|examples|model|adapters\/(local|fly|stage-tools))\/|embedded\.test/;

/**
 * The longest files begin first, also on a fresh clone, where nothing is known of their times: none is left at the end.
 * Those of one project stay together, as they come: a process is kept while the next file is of its project.
 */
export class StoriesFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const known = await super.sort(files);
    const isLong = ({ moduleId }: TestSpecification): boolean => long.test(moduleId);
    return [...known.filter(isLong), ...known.filter((file) => !isLong(file))];
  }
}
