/**
 * Zapier's schema package, itself, but read when something asks for it. The core reads it with every test file, which costs each
 * a third of a second, and uses it only to validate a whole app.
 */
module.exports = {
  validateAppDefinition: (definition) =>
    require('zapier-platform-schema/schema.js').validateAppDefinition(definition),
};
