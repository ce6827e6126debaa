// A host that exists in memory and takes the commands of a plan as a strict `ip` would: what is there
// is not added again, what is not there is not deleted, no route leads over a link that is down.

import type { Stage } from '../commands.ts';
import { namespacePrefix } from '../names.ts';
import type { Routing } from '../routing.ts';
import type { NetworkState } from '../state.ts';

type Link = { isUp: boolean; group: string; readonly peer?: readonly [Namespace, string] };
type Namespace = {
  readonly links: Map<string, Link>;
  readonly addresses: Set<string>;
  readonly routes: Set<string>;
};

export type ModelHost = {
  /** Carries out the stages, or only their first lines, as if killed then. */
  readonly execute: (stages: readonly Stage[], maxLines?: number) => void;
  /** What a region would read there. */
  readonly observe: (regionId: string) => NetworkState;
  /** The namespace itself, to be compared with a later one of that name. */
  readonly namespace: (name: string) => unknown;
};

/** @param ownLinks links that the host has from the start */
export function createModelHost(...ownLinks: readonly string[]): ModelHost {
  const host = emptyNamespace();
  for (const name of ownLinks) host.links.set(name, { isUp: true, group: '' });
  const namespaces = new Map<string, Namespace>();

  function carryOut(line: string, namespace: Namespace): void {
    const [object, verb, ...rest] = line.split(' ');
    const [name] = rest;
    const text = rest.join(' ');
    const texts = object === 'route' ? namespace.routes : namespace.addresses;
    const actions: Readonly<Record<string, () => void>> = {
      'netns add': () => addNew(namespaces, text, emptyNamespace()),
      'netns del': () => deleteNamespace(text),
      'netns exec': () => find(namespaces, name),
      'link add': () => addPair(namespace, line),
      'link set': () => setLink(find(namespace.links, name), rest.slice(1)),
      'link del': () => deleteGroup(namespace, rest[1]),
      'neigh add': () => checkDevice(namespace, rest),
      'address add': () => addText(namespace, texts, rest),
      'route add': () => addText(namespace, texts, rest),
      'address del': () => deleteText(texts, text),
      'route del': () => deleteText(texts, text),
    };
    const action = actions[`${object} ${verb}`];
    if (!action) throw new Error(`No such command: ${line}`);
    action();
  }

  function deleteNamespace(name: string): void {
    const namespace = find(namespaces, name);
    for (const link of namespace.links.keys()) deleteLink(namespace, link);
    namespaces.delete(name);
  }

  function addPair(namespace: Namespace, line: string): void {
    const parts = /^link add (\S+) address \S+ type veth peer name (\S+) netns (\S+) address \S+$/;
    const [, name = '', peerName = '', peerNamespace = ''] = parts.exec(line) ?? [];
    const other = find(namespaces, peerNamespace);
    addNew(namespace.links, name, { isUp: false, group: '', peer: [other, peerName] });
    addNew(other.links, peerName, { isUp: false, group: '', peer: [namespace, name] });
  }

  return {
    execute(stages, maxLines = Number.POSITIVE_INFINITY) {
      const lines = stages.flat().flatMap(({ args, input }) => {
        if (!args.includes('-batch')) return [];
        const name = args[0] === '-n' ? args[1] : undefined;
        return input.split('\n').flatMap((line) => (line === '' ? [] : [{ name, line }]));
      });
      for (const { name, line } of lines.slice(0, maxLines)) {
        carryOut(line, name === undefined ? host : find(namespaces, name));
      }
    },
    observe(regionId) {
      const routers = [...namespaces]
        .map(([name, routing]) => [name.slice(namespacePrefix(regionId).length), routing] as const)
        .filter(([id]) => id.startsWith('vpc-'));
      return {
        namespaces: new Set(namespaces.keys()),
        host: toRouting(host, ownLinks),
        routers: new Map(routers.map(([id, namespace]) => [id, toRouting(namespace, ['lo'])])),
        rulesets: new Map(),
      };
    },
    namespace: (name) => namespaces.get(name),
  };
}

function emptyNamespace(): Namespace {
  const links = new Map([['lo', { isUp: false, group: '' }]]);
  return { links, addresses: new Set(), routes: new Set() };
}

function toRouting({ links, addresses, routes }: Namespace, apart: readonly string[]): Routing {
  const names = [...links.keys()].filter((name) => name !== 'lo' && !apart.includes(name));
  return { links: new Set(names), addresses: new Set(addresses), routes: new Set(routes) };
}

function setLink(link: Link, [property, value = '']: readonly string[]): void {
  if (property === 'up') link.isUp = true;
  else link.group = value;
}

function deleteGroup(namespace: Namespace, group: string | undefined): void {
  for (const [name, link] of [...namespace.links]) {
    if (link.group === group) deleteLink(namespace, name);
  }
}

function deleteLink(namespace: Namespace, name: string): void {
  const link = namespace.links.get(name);
  if (!link) return;
  namespace.links.delete(name);
  for (const texts of [namespace.addresses, namespace.routes]) {
    for (const text of texts) if (text.split(' ').includes(name)) texts.delete(text);
  }
  if (link.peer) deleteLink(...link.peer);
}

function checkDevice(namespace: Namespace, words: readonly string[]): Link {
  return find(namespace.links, words[words.indexOf('dev') + 1]);
}

function addText(namespace: Namespace, texts: Set<string>, words: readonly string[]): void {
  const text = words.join(' ');
  if (!checkDevice(namespace, words).isUp && texts === namespace.routes) {
    throw new Error(`The link is down: ${text}`);
  }
  if (texts.has(text)) throw new Error(`There is ${text} already`);
  texts.add(text);
}

function deleteText(texts: Set<string>, text: string): void {
  if (!texts.delete(text)) throw new Error(`There is no ${text}`);
}

function addNew<Value>(values: Map<string, Value>, name: string, value: Value): void {
  if (values.has(name)) throw new Error(`There is ${name} already`);
  values.set(name, value);
}

function find<Value>(values: ReadonlyMap<string, Value>, name = ''): Value {
  const value = values.get(name);
  if (value === undefined) throw new Error(`There is no ${name}`);
  return value;
}
