import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { serve } from '@hono/node-server';
import { build } from 'esbuild';
import { Hono } from 'hono';
import { validator } from 'hono/validator';
import { z } from 'zod';
import type { Workspace } from './workspace.js';

const input = z.record(z.string(), z.unknown());
const family = z.enum(['triggers', 'creates', 'searches', 'searchOrCreates']);
const filled = z.object({ family, key: z.string(), input });
const run = z.object({ filled, timeZone: z.string() });
const list = z.object({ list: z.string(), page: z.int(), input });
const fault = z.enum(['none', 'busy', 'down', 'slow', 'cut']);
const shown = ['leads', 'clients', 'deals', 'tasks', 'invoices', 'quotations'] as const;
const collections = [...shown, 'formResponses', 'leadStages', 'pipelineStages'] as const;
const change = z.object({
  collection: z.enum(collections),
  id: z.string().optional(),
  fields: input.optional(),
});

const body = <Schema extends z.ZodType>(schema: Schema) =>
  validator('json', (value: unknown) => schema.parse(value));

/** What the page asks of the workspace. `hono/client` types the page by it. */
const apiOf = (workspace: Workspace) =>
  new Hono()
    .onError((error, c) => c.text(error.message, 500))
    .get('/api/catalog', (c) => c.json(workspace.catalog()))
    .post('/api/sections', body(filled), async (c) => c.json(await workspace.sections(c.req.valid('json'))))
    .post('/api/choices', body(list), async (c) => {
      const { list, page, input } = c.req.valid('json');
      return c.json(await workspace.choices(list, page, input));
    })
    .post('/api/run', body(run), async (c) => {
      const { filled, timeZone } = c.req.valid('json');
      return c.json(await workspace.run(filled, timeZone));
    })
    .post('/api/fault', body(fault), (c) => {
      workspace.setFault(c.req.valid('json'));
      return c.json({});
    })
    .post('/api/on', body(run), async (c) => {
      const { filled, timeZone } = c.req.valid('json');
      return c.json(await workspace.switchOn(filled, timeZone));
    })
    .post('/api/off', async (c) => {
      await workspace.switchOff();
      return c.json({});
    })
    .post('/api/repeat', body(z.object({ isForged: z.boolean() })), async (c) =>
      c.json(await workspace.repeat(c.req.valid('json').isForged)),
    )
    .get('/api/heffl', (c) =>
      c.json(Object.fromEntries(collections.map((name) => [name, workspace.records(name)]))),
    )
    .post('/api/heffl', body(change), async (c) => {
      const { collection, id, fields } = c.req.valid('json');
      return c.json(await workspace.change(collection, id, fields));
    });

export type Api = ReturnType<typeof apiOf>;

/** The page as one HTML text, with its script and style inside. `exported` is what it shows without a server. */
export const pageOf = async (exported?: unknown): Promise<string> => {
  const at = (file: string): string => fileURLToPath(new URL(`page/${file}`, import.meta.url));
  const { outputFiles } = await build({
    entryPoints: [at('app.tsx')],
    bundle: true,
    write: false,
    minify: true,
    jsx: 'automatic',
    jsxImportSource: 'preact',
    define: { EXPORTED: JSON.stringify(exported ?? null) },
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
  const page = await pageOf();
  const app = new Hono().get('/', (c) => c.html(page)).route('/', apiOf(workspace));
  return new Promise((resolve, reject) => {
    const server = serve({ fetch: app.fetch, hostname: '127.0.0.1', port }, (address) => {
      resolve(`http://127.0.0.1:${address.port}`);
    });
    server.once('error', reject);
  });
};
