const { TestEnvironment } = require('jest-environment-node');

/**
 * Tests run in a realm of their own, in which errors of Node's core are no `instanceof Error`. The AWS SDK asks that of
 * them, and would neither retry nor pass on what it does not know. Here both realms have the same Error.
 */
module.exports = class OneRealm extends TestEnvironment {
  constructor(...settings) {
    super(...settings);
    this.global.Error = Error;
  }
};
