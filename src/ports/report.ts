/** What a suite's report says. `failures` are by name with the first line of their first assertion. */
export interface SuiteReport {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  readonly failures: readonly { readonly name: string; readonly message: string }[];
}

/** Reads JUnit XML. Entities are off, size and depth are capped. Undefined: not readable. */
export interface ReportReader {
  read(xml: string): SuiteReport | undefined;
}
