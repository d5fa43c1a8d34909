const { EventEmitter } = require('node:events');

/**
 * Instead of Node's domains, into which the core puts each run: they hook every promise, for a sixth of the suite's CPU. They
 * catch only what a callback throws outside of any promise, which jest reports itself. The soak, the preview and the commands
 * run the core in processes of their own, domains included.
 */
module.exports = {
  create: () => Object.assign(new EventEmitter(), { run: (action) => action() }),
};
