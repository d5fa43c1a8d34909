const { createHash } = require('node:crypto');
const { transformSync, version } = require('esbuild');

// CommonJS, dynamic imports too: jest needs no experimental flag that way, on any Node.js.
const options = {
  loader: 'ts',
  format: 'cjs',
  target: 'node20',
  supported: { 'dynamic-import': false },
  sourcemap: 'inline',
};

/** Transpiles TypeScript for jest. ts-jest, which loads the compiler into each worker, takes a third more CPU on a fresh clone. */
module.exports = {
  process: (source, sourcefile) => transformSync(source, { ...options, sourcefile }),
  getCacheKey: (source, path, { configString, instrument }) =>
    createHash('sha256')
      .update(JSON.stringify([source, path, configString, instrument, version, options]))
      .digest('hex'),
};
