// The daemon: `node local/main.ts <settings as JSON>`. `scripts/local.ts` starts it.

import { rename, rm, writeFile } from 'node:fs/promises';
import { systemClock } from './clock.ts';
import { createDrivers } from './drivers.ts';
import { createLog } from './log.ts';
import { startRegion } from './region.ts';
import { checkSettings, endpointFile, type RegionSettings } from './settings.ts';

const log = createLog();

try {
  // Written by `scripts/local.ts`, which types it.
  const settings = checkSettings(JSON.parse(process.argv[2] ?? '') satisfies RegionSettings);
  const region = await startRegion(settings, {
    openDrivers: createDrivers,
    now: systemClock,
    log,
  });
  const file = endpointFile(settings.directory);
  await writeFile(`${file}.new`, JSON.stringify(region.endpoint, null, 2), { mode: 0o600 });
  await rename(`${file}.new`, file);
  log.info(`The region answers at ${region.endpoint.endpoint}`);

  let isStopping = false;
  const stop = async (signal: NodeJS.Signals) => {
    if (isStopping) return;
    isStopping = true;
    log.info(`Stopping on ${signal}; instances go on`);
    await rm(file, { force: true });
    await region.stop();
    process.exit(0);
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
} catch (error) {
  log.error('The region could not be started', error);
  process.exitCode = 1;
}
