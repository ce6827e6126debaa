// For tests: all services of a region behind a real HTTP server, without machines and network.

import { onTestFinished } from 'vitest';
import { createDynaliteTables } from '../drivers/dynalite/tables.ts';
import { regionServices } from '../services/services.ts';
import { type ServedApi, serveApi } from './serveApi.ts';

/** Serves until the test has finished. */
export async function serveRegionApi(): Promise<ServedApi> {
  const tables = await createDynaliteTables(undefined);
  onTestFinished(() => tables.close());
  return serveApi(...regionServices(tables.send));
}
