/** Shows and runs every form in front of an embedded Heffl: `npm run preview`. With `--export FILE` it writes all forms and texts. */
import './as-tested.js';
import { writeFileSync } from 'node:fs';
import pc from 'picocolors';
import { pageOf, servePage } from '../preview/server.js';
import { openWorkspace } from '../preview/workspace.js';
import { portNumber, readOptions, refuseTakenPort } from './command.js';

const options = readOptions(
  `Usage: npm run preview -- [options]

  --port <number>   where to listen (4020); 0 takes a free one
  --export <file>   write all forms and texts as one HTML file, and end
  --help            this text`,
  { port: { type: 'string', default: '4020' }, export: { type: 'string' } },
);
const port = portNumber(options.port);

const workspace = await openWorkspace();
if (options.export === undefined) {
  const url = await servePage(workspace, port).catch(refuseTakenPort('preview', port));
  console.log(`${pc.green('●')} ${pc.bold('The preview is at')} ${pc.cyan(url)}`);
  console.log(pc.dim('  Everything stays on this machine. Ctrl-C ends it.'));
} else {
  const { catalog, sections } = workspace;
  const forms = await Promise.all(catalog.map((entry) => sections({ ...entry, input: {} })));
  writeFileSync(options.export, await pageOf(catalog, forms));
  console.log(`${pc.green('✔')} ${forms.length} steps are in ${options.export}. Open it in any browser.`);
  await workspace.close();
}
