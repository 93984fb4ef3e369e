/** What was thrown, as one sentence for a log. */
export function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  // A refused connection to a name with several addresses is an AggregateError without a message of its own.
  if (error.message === '' && error instanceof AggregateError) return error.errors.map(describe).join('; ');
  return error.message;
}
