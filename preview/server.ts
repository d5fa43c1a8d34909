import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { serve } from '@hono/node-server';
import { build } from 'esbuild';
import { Hono } from 'hono';
import { validator } from 'hono/validator';
import { z } from 'zod';
import { failureIn } from '../test/support/failure.js';
import {
  changeSchema,
  type Entry,
  filledSchema,
  pageSchema,
  runSchema,
  type Section,
  type Workspace,
} from './workspace.js';

const body = <Schema extends z.ZodType>(schema: Schema) =>
  validator('json', (value: unknown) => schema.parse(value));

/** What the page asks of the workspace. `hono/client` types the page by it. */
const apiOf = (workspace: Workspace) =>
  new Hono()
    .onError((error, c) => c.text(failureIn(error).message, 500))
    .post('/api/sections', body(filledSchema), async (c) =>
      c.json(await workspace.sections(c.req.valid('json'))),
    )
    .post('/api/choices', body(pageSchema), async (c) => c.json(await workspace.choices(c.req.valid('json'))))
    .post('/api/run', body(runSchema), async (c) => c.json(await workspace.run(c.req.valid('json'))))
    .post('/api/on', body(runSchema), async (c) => {
      await workspace.switchOn(c.req.valid('json'));
      return c.json({});
    })
    .post('/api/off', async (c) => {
      await workspace.switchOff();
      return c.json({});
    })
    .post('/api/repeat', body(z.boolean()), async (c) => c.json(await workspace.repeat(c.req.valid('json'))))
    .get('/api/heffl', (c) => c.json(workspace.stored()))
    .post('/api/heffl', body(changeSchema), async (c) => c.json(await workspace.change(c.req.valid('json'))));

export type Api = ReturnType<typeof apiOf>;

/**
 * The page as one HTML text, with its script and style inside.
 *
 * @param forms the forms of all steps, which it shows instead, without a server
 */
export const pageOf = async (catalog: readonly Entry[], forms?: readonly Section[][]): Promise<string> => {
  const at = (file: string): string => fileURLToPath(new URL(`page/${file}`, import.meta.url));
  const { outputFiles } = await build({
    entryPoints: [at('app.tsx')],
    bundle: true,
    write: false,
    minify: true,
    jsx: 'automatic',
    jsxImportSource: 'preact',
    define: { CATALOG: JSON.stringify(catalog), FORMS: JSON.stringify(forms ?? null) },
  });
  const script = (outputFiles[0]?.text ?? '').replaceAll('</script', '<\\/script');
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Heffl for Zapier: preview</title>
<link rel="icon" href="data:,">
<style>${await readFile(at('style.css'), 'utf8')}</style>
<body><script>${script}</script></body>
</html>
`;
};

/** Serves the page at 127.0.0.1, and returns its address. Rejects if the port is taken. */
export const servePage = async (workspace: Workspace, port: number): Promise<string> => {
  const page = await pageOf(workspace.catalog);
  const app = new Hono().get('/', (c) => c.html(page)).route('/', apiOf(workspace));
  return new Promise((resolve, reject) => {
    const server = serve({ fetch: app.fetch, hostname: '127.0.0.1', port }, (address) => {
      resolve(`http://127.0.0.1:${address.port}`);
    });
    server.once('error', reject);
  });
};
