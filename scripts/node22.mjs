/** Where `npm ci` puts the Node.js 22 that Zapier's command line runs on, if the machine's own is older. */
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** The folder of a package of its own: among the project's, its `node` command would replace the machine's. */
export const folder = fileURLToPath(new URL('../tools/node22/', import.meta.url));

export const isNeeded = Number.parseInt(process.versions.node, 10) < 22;

/** The path of the binary; `undefined` if it is not installed. */
export const findNode22 = () => {
  const isWindows = process.platform === 'win32';
  const platform = `${isWindows ? 'win' : process.platform}-${process.arch}`;
  return [`node-${platform}`, `node-bin-${platform}`]
    .map((name) => `${folder}node_modules/${name}/bin/${isWindows ? 'node.exe' : 'node'}`)
    .find((path) => existsSync(path));
};
