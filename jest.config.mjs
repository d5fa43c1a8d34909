export default {
  testEnvironment: 'node',
  roots: ['<rootDir>/test'],
  moduleNameMapper: {
    '^(\\.{1,2}/.*)\\.js$': '$1',
    // Zod loads its messages in 60 languages, in each test file.
    '^\\.\\./locales/index\\.cjs$': '<rootDir>/node_modules/zod/v4/locales/en.cjs',
    '^\\./request-client-internal$': '<rootDir>/test/support/zapier-services.cjs',
    '^domain$': '<rootDir>/test/support/no-domain.cjs',
    '^\\./memory-checker$': '<rootDir>/test/support/memory-checker.cjs',
    '^zapier-platform-schema$': '<rootDir>/scripts/package/schema-when-asked.cjs',
  },
  transform: {
    '^.+\\.ts$': '<rootDir>/test/support/transpile.cjs',
  },
  // Left alone, jest keeps a core to itself: half of what a small machine has.
  maxWorkers: '100%',
  // Jest looks global names up slowly, unless they are handed to each module. Not Date and timers: tests replace them.
  sandboxInjectedGlobals: ['Array', 'Map', 'Math', 'Number', 'Object', 'Promise', 'Set', 'String', 'Symbol'],
  testTimeout: 15_000,
  restoreMocks: true,
  workerIdleMemoryLimit: '600MB',
  collectCoverageFrom: ['index.ts', 'src/**/*.ts'],
  // The true level, which only rises.
  coverageThreshold: { global: { statements: 99.2, branches: 94.9, functions: 99.6, lines: 99.6 } },
  // What is not covered, and nothing else.
  coverageReporters: [['text', { skipFull: true }]],
  coverageDirectory: '<rootDir>/coverage',
};
