/**
 * Shows and runs every form in front of an embedded Heffl: `npm run preview`. With `--export FILE` it writes all forms and texts as one
 * HTML file that needs no server.
 */
import './as-tested.js';
import { writeFileSync } from 'node:fs';
import pc from 'picocolors';
import { readOptions, refuse, wholeNumber } from './command.js';
import { pageOf, servePage } from './preview/server.js';
import { Workspace } from './preview/workspace.js';

const options = readOptions(
  `Usage: npm run preview -- [options]

  --port <number>   where to listen (4020); 0 takes a free one
  --export <file>   write all forms and texts as one HTML file, and end
  --help            this text`,
  { port: { type: 'string', default: '4020' }, export: { type: 'string' } },
);
const port = wholeNumber('port', options.port);

const workspace = await Workspace.open();
if (options.export !== undefined) {
  const steps = await Promise.all(
    workspace.catalog().map(async (entry) => ({
      entry,
      sections: await workspace.form(entry.family, entry.key, {}),
    })),
  );
  writeFileSync(options.export, await pageOf(steps));
  console.log(`${pc.green('✔')} ${steps.length} steps are in ${options.export}. Open it in any browser.`);
  await workspace.close();
} else {
  const url = await servePage(workspace, port).catch((error: unknown) =>
    refuse(
      error instanceof Error && 'code' in error && error.code === 'EADDRINUSE'
        ? `Port ${port} is taken. Choose another one: npm run preview -- --port ${port + 1}`
        : String(error),
    ),
  );
  console.log(`${pc.green('●')} ${pc.bold('The preview is at')} ${pc.cyan(url)}`);
  console.log(pc.dim('  Everything stays on this machine. Ctrl-C ends it.'));
}
