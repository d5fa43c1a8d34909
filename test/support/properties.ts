import fc from 'fast-check';

// The same examples each time: a build that fails has to be the doing of the change that it builds.
fc.configureGlobal({ seed: 20261123 });

export default fc;
