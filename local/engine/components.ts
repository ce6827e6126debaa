// Components that a provider makes, such as `awsx:ec2:Vpc`: their children are registered like the program's own
// resources. Where Pulumi's outputs know what they come from, here the ids in the inputs of a child tell it.

import type { SkipReason } from './events.ts';
import { type Goal, makeGoal, type Registered } from './goal.ts';
import { type Properties, type RegisterChild, unknownValue } from './provider.ts';
import { contextFor, type Run, whyNot } from './run.ts';
import { packageOf } from './urns.ts';
import { isRecord, plain } from './values.ts';

export type Constructed = { readonly outputs: Properties } | { readonly missing: SkipReason };

class ChildMissing extends Error {
  readonly reason: SkipReason;

  constructor(reason: SkipReason) {
    super('A child is missing.');
    this.reason = reason;
  }
}

/** Gives the outputs once all children have come to their end, whatever end that is. */
export async function construct(
  run: Run,
  goal: Goal,
  registerGoal: (child: Goal) => Promise<Registered>,
): Promise<Constructed> {
  const type = run.provider.components[goal.type];
  if (!type) {
    run.show({ kind: 'waiting', urn: goal.urn, message: whyNot(run, goal.type) });
    return { missing: 'waiting' };
  }
  const children: Promise<Registered>[] = [];
  const origins = new Map<string, string>();
  const register: RegisterChild = async (child) => {
    const registering = registerGoal(childGoal(run, goal, child, origins));
    children.push(registering);
    const { urn, id, outputs, missing } = await registering;
    if (missing) throw new ChildMissing(missing);
    const known = plain(outputs);
    for (const text of [id, known.arn]) if (typeof text === 'string') origins.set(text, urn);
    if (id === undefined) return { urn, id: unknownValue, outputs: withUnknowns(known) };
    return { urn, id, outputs: known };
  };
  try {
    const context = contextFor(run, { urn: goal.urn, provider: providerOf(goal, goal.type) });
    return { outputs: await type(goal.name, plain(goal.inputs), register, context) };
  } catch (error) {
    if (error instanceof ChildMissing) return { missing: error.reason };
    throw error;
  } finally {
    await Promise.all(children);
  }
}

function childGoal(
  run: Run,
  goal: Goal,
  { type, name, inputs, parent = goal.urn, dependsOn = [] }: Parameters<RegisterChild>[0],
  origins: ReadonlyMap<string, string>,
): Goal {
  const present = Object.entries(inputs).filter(([, value]) => value !== undefined);
  const propertyDependencies = Object.fromEntries(
    present
      .map(([property, value]) => [property, originsIn(value, origins)] as const)
      .filter(([, urns]) => urns.length > 0),
  );
  return makeGoal(run, {
    type,
    name,
    parent,
    inputs: Object.fromEntries(present),
    dependencies: [
      // What the component waited for, and what its inputs come from, its children need, too.
      ...new Set([
        ...goal.dependencies,
        ...dependsOn,
        ...Object.values(propertyDependencies).flat(),
      ]),
    ],
    propertyDependencies,
    provider: providerOf(goal, type),
    isProtected: goal.isProtected,
    isRetained: goal.isRetained,
  });
}

function originsIn(value: unknown, origins: ReadonlyMap<string, string>): string[] {
  if (typeof value === 'string') return origins.has(value) ? [origins.get(value) ?? ''] : [];
  const parts = Array.isArray(value) ? value : isRecord(value) ? Object.values(value) : [];
  return [...new Set(parts.flatMap((part) => originsIn(part, origins)))];
}

function providerOf({ provider, providers }: Goal, type: string): string {
  return providers[packageOf(type)] ?? provider;
}

/** Whatever is not there will come with the creation. */
function withUnknowns(outputs: Properties): Properties {
  return new Proxy(outputs, {
    get: (target, name) =>
      typeof name === 'string' && !(name in target) ? unknownValue : Reflect.get(target, name),
  });
}
