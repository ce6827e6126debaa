// What all parts of a run share: the state, the providers, and how to tell what happens.

import { anyDifference } from './decide.ts';
import type { RunEvent } from './events.ts';
import type { Journal } from './journal.ts';
import type { Pool } from './pool.ts';
import type { Provider, ProviderContext, ResourceType } from './provider.ts';
import type { ResourceState } from './state.ts';
import { plain } from './values.ts';

export type Run = {
  readonly stack: string;
  readonly project: string;
  /** Nothing is done then, and the journal is a copy that is not kept. */
  readonly isPreview: boolean;
  readonly provider: Provider;
  /** Types that the region does not have yet, and what each waits for. */
  readonly waitingFor: Readonly<Record<string, string>>;
  readonly journal: Journal;
  /** By URN, what had to go before something else could be replaced, and will come again. */
  readonly displaced: Map<string, ResourceState>;
  /** Deletions that have been begun, and whether they succeeded, by URN and id. */
  readonly deleting: Map<string, Promise<boolean>>;
  readonly pool: Pool;
  /** `aws:region`; a resource with a provider of its own may have another. */
  readonly regionName: string;
  readonly endpoint: string | undefined;
  /** Aborted: nothing more is begun. */
  readonly stopping: AbortSignal;
  /** Aborted: what has been begun is given up. */
  readonly signal: AbortSignal;
  readonly show: (event: RunEvent) => void;
  readonly now: () => Date;
  /** 32 hex digits. */
  readonly newToken: () => string;
};

/** Nothing was begun, because the run is being stopped. */
export class Interrupted extends Error {
  constructor() {
    super('The run was stopped before this was begun.');
    this.name = 'Interrupted';
  }
}

/** Where the tables of the providers meet. */
export const providersFile = 'local/engine/providers/providers.ts';

const packageOfProvider = 'pulumi:providers:';

/** A provider that a program makes has no life in the cloud; what is used of it is its region. */
const explicitProvider: ResourceType = {
  check: () => [],
  diff: (olds, news) => ({
    changed: anyDifference(olds, news),
    replacing: [],
    deleteBeforeReplace: false,
  }),
  create: async (inputs, { token }) => ({ id: token, outputs: inputs }),
  read: async (_, outputs) => outputs,
  update: async (_id, _olds, news) => news,
  delete: async () => {},
};

export function findType({ provider }: Pick<Run, 'provider'>, type: string) {
  return type.startsWith(packageOfProvider) ? explicitProvider : provider.resources[type];
}

/** Why there is nothing to bring a type about with. */
export function whyNot({ waitingFor }: Pick<Run, 'waitingFor'>, type: string): string {
  const service = waitingFor[type];
  return service ? `the region has no ${service} yet` : `add it in ${providersFile}`;
}

/** @throws naming the file where the type is missing */
export function requireType(run: Pick<Run, 'provider'>, type: string): ResourceType {
  const found = findType(run, type);
  if (found) return found;
  throw new Error(`No provider has the type ${type}: add it in ${providersFile}`);
}

export function contextFor(
  run: Run,
  { urn, provider }: Pick<ResourceState, 'urn' | 'provider'>,
): ProviderContext {
  return {
    regionName: regionOf(run, provider),
    endpoint: run.endpoint,
    signal: run.signal,
    stopping: run.stopping,
    report: (message) => run.show({ kind: 'said', urn, message }),
  };
}

/** @param provider `<URN>::<id>`, or empty */
export function regionOf(run: Run, provider: string): string {
  const urn = provider.slice(0, provider.lastIndexOf('::'));
  const inputs = plain(run.journal.get(urn)?.inputs ?? {});
  return typeof inputs.region === 'string' ? inputs.region : run.regionName;
}

/** The work of one resource in the cloud: one of so many at a time, and none once the run is stopped. */
export function work<T>(run: Run, doIt: () => Promise<T>): Promise<T> {
  return run.pool(() => {
    if (run.stopping.aborted) throw new Interrupted();
    return doIt();
  });
}

/** An answer of the region that says that it does not have this yet. */
export function isNotBuilt(error: unknown): boolean {
  return statusOf(error) === 501;
}

/** Whether an error is AWS's word that nothing was done. */
export function isRefusal(error: unknown): boolean {
  const status = statusOf(error) ?? 0;
  return (status >= 400 && status < 500) || status === 501;
}

function statusOf(error: unknown): number | undefined {
  // As all errors of the AWS SDK have it.
  const { $metadata } = Object(error) as { $metadata?: { httpStatusCode?: number } };
  return $metadata?.httpStatusCode;
}

export function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return statusOf(error) === undefined ? error.message : `${error.name}: ${error.message}`;
}
