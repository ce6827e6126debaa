// Functions that a program calls: of a provider, or Pulumi's own.

import type { Registered } from './goal.ts';
import { type Properties, unknownValue } from './provider.ts';
import { contextFor, providersFile, type Run } from './run.ts';
import { hasUnknown, plain } from './values.ts';

export type Invocation = {
  /** Such as `aws:ec2/getAmi:getAmi`. */
  readonly token: string;
  readonly inputs: Properties;
  readonly provider: string;
  /** URNs of what must be there first. */
  readonly dependencies: readonly string[];
};

/**
 * @param find what has been registered so far
 * @returns undefined where the update must come first
 */
export async function invoke(
  run: Run,
  { token, inputs, provider, dependencies }: Invocation,
  find: (urn: string) => Registered | undefined,
): Promise<Properties | undefined> {
  if (token === 'pulumi:pulumi:getResource') return getResource(run, inputs, find);
  const isNotThere = dependencies.some((urn) => isPending(run, find(urn)));
  if (hasUnknown(inputs) || isNotThere || run.stopping.aborted) return undefined;
  const call = run.provider.functions[token];
  if (!call) throw new Error(`No provider has the function ${token}: add it in ${providersFile}`);
  return run.pool(() => call(plain(inputs), contextFor(run, { urn: '', provider })));
}

function isPending(run: Run, registered: Registered | undefined): boolean {
  if (!registered) return false;
  const { urn, id, outputs, missing } = registered;
  const isCreated = run.journal.get(urn)?.isComponent ? hasUnknown(outputs) : id === undefined;
  return missing !== undefined || isCreated;
}

/** What stands behind a reference to a resource. */
function getResource(
  run: Run,
  inputs: Properties,
  find: (urn: string) => Registered | undefined,
): Properties {
  const { urn } = plain(inputs);
  const registered = typeof urn === 'string' ? find(urn) : undefined;
  if (!registered) throw new Error(`Nothing is registered as ${urn}.`);
  const isComponent = run.journal.get(registered.urn)?.isComponent;
  const id = registered.id ?? (isComponent ? '' : unknownValue);
  return { urn: registered.urn, id, state: registered.outputs };
}
