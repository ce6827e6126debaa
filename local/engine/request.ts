// A program's registration as it comes over the wire, as a goal.

import type aliases from '@pulumi/pulumi/proto/alias_pb.js';
import type resources from '@pulumi/pulumi/proto/resource_pb.js';
import { type Goal, makeGoal } from './goal.ts';
import type { Alias } from './urns.ts';
import { fromStruct } from './wire.ts';

type Names = { readonly stack: string; readonly project: string };

export function toGoal(names: Names, request: resources.RegisterResourceRequest): Goal {
  const component = request.getRemote() ? 'remote' : 'local';
  return makeGoal(names, {
    type: request.getType(),
    name: request.getName(),
    parent: request.getParent() || undefined,
    component: request.getCustom() ? false : component,
    inputs: fromStruct(request.getObject()),
    dependencies: request.getDependenciesList(),
    propertyDependencies: toRecord(request.getPropertydependenciesMap(), (urns) =>
      urns.getUrnsList(),
    ),
    provider: request.getProvider(),
    providers: toRecord(request.getProvidersMap(), (reference) => reference),
    isProtected: request.getProtect() ?? false,
    isRetained: request.getRetainondelete() ?? false,
    deleteBeforeReplace: request.getDeletebeforereplacedefined()
      ? request.getDeletebeforereplace()
      : undefined,
    ignoreChanges: request.getIgnorechangesList(),
    replaceOnChanges: request.getReplaceonchangesList(),
    additionalSecretOutputs: request.getAdditionalsecretoutputsList(),
    aliases: [...request.getAliasesList().map(toAlias), ...request.getAliasurnsList()],
    unsupported: unsupportedIn(request),
  });
}

type WireMap<T> = { forEach(each: (value: T, name: string) => void): void };

function toRecord<T, U>(map: WireMap<T>, convert: (value: T) => U): Readonly<Record<string, U>> {
  const entries: [string, U][] = [];
  map.forEach((value, name) => {
    entries.push([name, convert(value)]);
  });
  return Object.fromEntries(entries);
}

function toAlias(alias: aliases.Alias): Alias {
  const spec = alias.getSpec();
  if (!spec) return alias.getUrn();
  return {
    name: spec.getName(),
    type: spec.getType(),
    stack: spec.getStack(),
    project: spec.getProject(),
    parent: spec.getNoparent() ? 'none' : spec.getParenturn() || undefined,
  };
}

/** Options that would be silently without effect, while the program counts on them. */
function unsupportedIn(request: resources.RegisterResourceRequest): string[] {
  const used: Readonly<Record<string, boolean>> = {
    import: request.getImportid() !== '',
    deletedWith: request.getDeletedwith() !== '',
    replaceWith: request.getReplaceWithList().length > 0,
    replacementTrigger: request.hasReplacementTrigger(),
    transforms: request.getTransformsList().length > 0,
    hooks: request.hasHooks(),
  };
  return Object.keys(used).filter((name) => used[name]);
}

export function toReadGoal(names: Names, request: resources.ReadResourceRequest): Goal {
  return makeGoal(names, {
    type: request.getType(),
    name: request.getName(),
    parent: request.getParent() || undefined,
    inputs: fromStruct(request.getProperties()),
    dependencies: request.getDependenciesList(),
    provider: request.getProvider(),
    additionalSecretOutputs: request.getAdditionalsecretoutputsList(),
    readId: request.getId(),
  });
}
