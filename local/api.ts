// The region's API: services behind the wire, over a store.

import { type CredentialIssuer, createCredentials } from './credentials.ts';
import type { Context, RegionService } from './services/shared/context.ts';
import { callFault } from './services/shared/faults.ts';
import { invoke } from './services/shared/invoke.ts';
import type { Store } from './store/store.ts';
import { createPipeline, type Pipeline, type WireLog } from './wire/pipeline.ts';

export type ApiOptions = {
  readonly services: readonly RegionService[];
  readonly store: Store;
  readonly accountId: string;
  readonly regionName: string;
  readonly addressPool: string;
  readonly timeScale: number;
  readonly now: () => Date;
  readonly consoleOutput: Context['consoleOutput'];
  readonly log: WireLog;
};

export type Api = { readonly pipeline: Pipeline; readonly credentials: CredentialIssuer };

export function createApi(options: ApiOptions): Api {
  const {
    services,
    store,
    accountId,
    regionName,
    addressPool,
    timeScale,
    now,
    consoleOutput,
    log,
  } = options;
  const credentials = createCredentials(store, now);
  const pipeline = createPipeline<Context>({
    services,
    regionName,
    invoke,
    log,
    contextOf: ({ requestId, authorization, operation, protocol }) => {
      const identity = credentials.identify(authorization, protocol);
      const fault = callFault(store, `${authorization.signingName}.${operation}`, now());
      if (fault) throw fault;
      return {
        requestId,
        identity,
        accountId,
        regionName,
        addressPool,
        timeScale,
        now,
        store,
        consoleOutput,
      };
    },
  });
  return { pipeline, credentials };
}
