import type { Reporter, TestModule } from 'vitest/node';
import { leftOut } from './rounds.ts';

/** Closes the run with plain counts, and in CI fails it where a test was skipped: what does not run proves nothing. */
export class ClosingLine implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const count = { passed: 0, failed: 0, skipped: 0 };
    const skipped: string[] = [];
    for (const module of modules) {
      const before = count.failed;
      for (const test of module.children.allTests()) {
        const { state } = test.result();
        if (state === 'passed') count.passed += 1;
        else if (state === 'failed') count.failed += 1;
        else {
          count.skipped += 1;
          skipped.push(`${module.relativeModuleId} › ${test.fullName}`);
        }
      }
      // It could not be read, or failed at its end: what a story leaves behind is part of it.
      if (module.state() === 'failed' && count.failed === before) count.failed += 1;
    }
    if (skipped.length > 0 && process.env['CI'] !== undefined) {
      process.exitCode = 1;
      process.stdout.write(`Skipped in CI, which counts as failed:\n${skipped.map((name) => `  ${name}\n`).join('')}`);
    }
    if (leftOut.length > 0)
      process.stdout.write(`Left to npm test:\n${leftOut.map((files) => `  ${files}\n`).join('')}`);
    process.stdout.write(
      `${count.passed} passed, ${count.failed} failed${count.skipped > 0 ? `, ${count.skipped} skipped` : ''}\n`,
    );
  }
}
