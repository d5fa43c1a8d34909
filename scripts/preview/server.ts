import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { serve } from '@hono/node-server';
import { build } from 'esbuild';
import { Hono } from 'hono';
import { validator } from 'hono/validator';
import { z } from 'zod';
import type { CollectionName } from '../../test/sandbox/index.js';
import type { Workspace } from './workspace.js';

const at = (file: string): string => fileURLToPath(new URL(`page/${file}`, import.meta.url));

const input = z.record(z.string(), z.unknown());
const family = z.enum(['triggers', 'creates', 'searches', 'searchOrCreates']);
const collections = [
  'leads',
  'clients',
  'deals',
  'tasks',
  'invoices',
  'quotations',
  'formResponses',
  'leadStages',
  'pipelineStages',
] as const satisfies readonly CollectionName[];
const collection = z.enum(collections);
const body = <Schema extends z.ZodType>(schema: Schema) =>
  validator('json', (value: unknown) => schema.parse(value));

/** The page's side of the workspace. Its types reach the page through `hono/client`. */
export const apiOf = (workspace: Workspace) =>
  new Hono()
    .get('/api/catalog', (c) => c.json(workspace.catalog()))
    .post('/api/form', body(z.object({ family, key: z.string(), input })), async (c) => {
      const { family: of, key, input: filled } = c.req.valid('json');
      return c.json(await workspace.form(of, key, filled));
    })
    .post('/api/choices', body(z.object({ list: z.string(), page: z.int(), input })), async (c) => {
      const { list, page, input: filled } = c.req.valid('json');
      return c.json(await workspace.choices(list, page, filled));
    })
    .post('/api/run', body(z.object({ family, key: z.string(), input, timeZone: z.string() })), async (c) => {
      const { family: of, key, input: filled, timeZone } = c.req.valid('json');
      const result = await workspace.run(of, key, filled, timeZone);
      return c.json({ ...result, used: workspace.used() });
    })
    .post('/api/fault', body(z.enum(['none', '429', '503', 'slow', 'cut'])), (c) => {
      workspace.setFault(c.req.valid('json'));
      return c.json({});
    })
    .post('/api/zap/on', body(z.object({ key: z.string(), input })), async (c) => {
      const { key, input: filled } = c.req.valid('json');
      return c.json(await workspace.switchOn(key, filled));
    })
    .post('/api/zap/off', async (c) => {
      await workspace.switchOff();
      return c.json({});
    })
    .post('/api/zap/repeat', body(z.object({ isForged: z.boolean() })), async (c) =>
      c.json(await workspace.repeat(c.req.valid('json').isForged)),
    )
    .get('/api/heffl', (c) =>
      c.json(Object.fromEntries(collections.map((name) => [name, workspace.records(name)]))),
    )
    .post(
      '/api/heffl',
      body(z.object({ collection, id: z.string().optional(), fields: input.optional() })),
      async (c) => {
        const { collection: name, id, fields } = c.req.valid('json');
        workspace.change(name, id, fields);
        return c.json(await workspace.told());
      },
    );

export type Api = ReturnType<typeof apiOf>;

/** The page as one HTML text, with its script and style inside. `exported` is what it shows without a server. */
export const pageOf = async (exported?: unknown): Promise<string> => {
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
  const style = await readFile(at('style.css'), 'utf8');
  const html = await readFile(at('index.html'), 'utf8');
  // Functions, because `$&` in a replacement text has a meaning of its own.
  return html.replace('/* style */', () => style).replace('/* script */', () => script);
};

/** Serves the page at 127.0.0.1. Rejects if the port is taken. */
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
