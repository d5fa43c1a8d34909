/**
 * Zapier's schema package, itself, but read when something asks for it: only to validate a whole app, which no run of a step does.
 * The core reads it whenever it is loaded, which is a quarter of a cold start, and a third of a second in each test file.
 */
module.exports = {
  validateAppDefinition: (definition) =>
    require('zapier-platform-schema/schema.js').validateAppDefinition(definition),
};
