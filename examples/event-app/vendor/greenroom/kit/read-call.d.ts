import type { Call, ToolInput, ToolName } from './tools.ts';
/**
 * Inputs are read by hand, since the kit has no packages. Whatever is missing, odd or too much is refused by name.
 */
type Fields = Readonly<Record<string, unknown>>;
type Check<T> = (value: unknown, path: string) => T;
export declare function fieldsOf(value: unknown, path: string, names: readonly string[]): Fields;
export declare const textOf: (longest: number, pattern?: RegExp) => Check<string>;
export declare function readInput<T extends ToolName>(tool: T, input: unknown): ToolInput<T>;
export declare const readId: Check<string>;
/** The envelope of a tool's call. Throws `stage.malformed` with the place and what was wanted. */
export declare function readCall<T extends ToolName>(tool: T, body: unknown): Call<T>;
export {};
