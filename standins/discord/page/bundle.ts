import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

/** The page's program as one text; built in memory, so that nothing of it lies about. */
export async function bundle(): Promise<string> {
  const built = await build({
    entryPoints: [fileURLToPath(new URL('client/main.ts', import.meta.url))],
    tsconfig: fileURLToPath(new URL('client/tsconfig.json', import.meta.url)),
    bundle: true,
    write: false,
    minify: true,
    format: 'esm',
    target: 'es2024',
    logLevel: 'silent',
  });
  return built.outputFiles[0]?.text ?? '';
}
