const { rmSync } = require('node:fs');
const path = require('node:path');
const configMistakes = require('./config.js');

/** A plugin of the framework: what must hold before anything is packaged. */
module.exports = class Preparation {
  /**
   * @param {object} serverless the framework, with the service as it is configured
   * @param {object} options of the command line
   * @param {{ log: object }} utilities
   */
  constructor(serverless) {
    this.serverless = serverless;
    this.hooks = {
      'before:package:cleanup': async () => {
        this.requireSomethingToAudit();
        await this.requireRightConfig();
        this.removeEarlierBuild();
      },
    };
  }

  /** @throws where neither an archive nor a Tempo is named: the stack would audit nothing */
  requireSomethingToAudit() {
    const { ArchiveBucket, TempoUrl } = this.serverless.service.resources.Parameters;
    if (ArchiveBucket.Default !== '' || TempoUrl.Default !== '') return;
    throw new this.serverless.classes.Error(
      'There is nothing to audit. Set the parameter archiveBucket, or tempoUrl, or both: ' +
        "in serverless.params.yml, or as --param 'archiveBucket=...'.",
    );
  }

  /** @throws where tracewarden.yml is wrong: each run would fail */
  async requireRightConfig() {
    const mistakes = await configMistakes(this.serverless.serviceDir);
    if (mistakes !== null) throw new this.serverless.classes.Error(mistakes);
  }

  /** Files of an earlier build would get into the zips. */
  removeEarlierBuild() {
    rmSync(path.join(this.serverless.serviceDir, '.esbuild'), { recursive: true, force: true });
  }
};
