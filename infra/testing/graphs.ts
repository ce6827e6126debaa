// Graphs of the program that tests look at.

import { type Graph, type GraphOptions, loadGraph, type Resource } from '../graph.ts';

/** Settings that between them make every resource that the program can make. */
export const variants: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  defaults: {},
  'a domain': { domain: 'app.example.com', hostedZoneId: 'Z0123456789ABCDEFGHIJ' },
  'a NAT gateway per zone': { wayOut: 'nat-per-zone', zones: '3' },
  endpoints: { wayOut: 'endpoints' },
  'an e-mail address': { alarmEmail: 'ops@example.com' },
  arm64: { instanceType: 'm7g.large' },
  x64: { instanceType: 't3.small' },
  'requests per target': { requestsPerTarget: '1000' },
  'flow logs': { flowLogs: 'true' },
  'another port': { port: '9000' },
  'a canary': { canaryPercent: '10', rolloutAlarms: 'none' },
  'no protection': { deletionProtection: 'false' },
};

/** Programs run one after the other: Pulumi's runtime is one for the process. */
export async function loadVariants(
  options: Omit<GraphOptions, 'settings'> = {},
): Promise<ReadonlyMap<string, Graph>> {
  const graphs = new Map<string, Graph>();
  for (const [name, settings] of Object.entries(variants)) {
    graphs.set(name, await loadGraph({ ...options, settings }));
  }
  return graphs;
}

/** @param type the last part of a type, such as `TargetGroup` */
export function resourcesOf({ resources }: Graph, type: string): readonly Resource[] {
  return resources.filter((resource) => resource.type.endsWith(`:${type}`));
}

/** The inputs of the only resource of a type, or of the one that has the name. */
// biome-ignore lint/suspicious/noExplicitAny: inputs are what the program gave; the tests say what they expect.
export function inputsOf(graph: Graph, type: string, name?: string): any {
  const found = resourcesOf(graph, type).filter((r) => name === undefined || r.name === name);
  if (found.length !== 1 || found[0] === undefined) {
    throw new Error(`expected one ${type} ${name ?? ''}, got ${found.length}`);
  }
  return found[0].inputs;
}
