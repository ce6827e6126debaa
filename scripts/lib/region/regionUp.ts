// Bringing the local region up, and taking it down again, as commands do it.

import { createLayers } from '../../../local/drivers/nspawn/layers.ts';
import { requireLinuxRoot } from '../../../local/drivers.ts';
import type { Endpoint, RegionSettings } from '../../../local/settings.ts';
import { step } from '../step.ts';
import { ensureSystemPackages, regionPackages } from '../systemPackages.ts';
import { findEndpoint, localCommand, startDaemon, takeDown } from './localRegion.ts';

/** Starts it, and what it needs; one that runs, or is coming up, stays as it is. */
export async function bringRegionUp(settings: RegionSettings): Promise<Endpoint> {
  requireLinuxRoot();
  const running = await findEndpoint(settings);
  if (running) {
    checkSame(running, settings);
    return running;
  }
  await step('System packages', () => ensureSystemPackages(regionPackages));
  await step('Base image', () =>
    createLayers(settings).base((line) => process.stderr.write(`  ${line}\n`)),
  );
  const endpoint = await step('Region', () => startDaemon(settings));
  checkSame(endpoint, settings);
  return endpoint;
}

/** A region that runs is not changed by `up`; whoever asks for a change is told so. */
function checkSame({ endpoint, regionName }: Endpoint, settings: RegionSettings): void {
  const isOther = settings.port !== 0 && endpoint !== `http://127.0.0.1:${settings.port}`;
  if (!isOther && regionName === settings.regionName) return;
  throw new Error(
    `The region '${settings.id}' runs already: as ${regionName}, at ${endpoint}. To change that:\n` +
      `  ${localCommand(settings, 'down')}`,
  );
}

/** @returns how many instances were stopped */
export async function takeRegionDown(settings: RegionSettings): Promise<number> {
  requireLinuxRoot();
  return step(`Taking the region '${settings.id}' down`, () => takeDown(settings));
}
