// Values as the engine holds them: JSON, in which a secret, a value that is not known yet, and a
// reference to a resource are marked as Pulumi's protocol marks them.

import { type Properties, unknownValue } from './provider.ts';

/** The key under which a marked value says what it is. */
export const signature = '4dabf18193072939515e22adb298388d';

/** Pulumi's signatures. */
export const signatures = {
  asset: 'c44067f5952c0a294b673a41bacd8c17',
  archive: '0def7320c3a5731c473e5ecbe6d01bc7',
  secret: '1b47061264138c4ac30d75fd1eb44270',
  resource: '5cf8f73096256a8f31e491e813e4eb8e',
  output: 'd0e6a833031e9bbcd3f4e8bde6ca49a4',
} as const;

export type Secret = Readonly<Record<typeof signature, typeof signatures.secret>> & {
  readonly value: unknown;
};

export function isRecord(value: unknown): value is Properties {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function isSecret(value: unknown): value is Secret {
  return isRecord(value) && value[signature] === signatures.secret;
}

export function asSecret(value: unknown): Secret {
  return isSecret(value) ? value : { [signature]: signatures.secret, value };
}

/** The same value, with `change` applied to each part that it is made of, outermost first. */
function mapParts(value: unknown, change: (part: unknown) => unknown): unknown {
  const changed = change(value);
  if (Array.isArray(changed)) return changed.map((each) => mapParts(each, change));
  if (!isRecord(changed)) return changed;
  return Object.fromEntries(
    Object.entries(changed).map(([name, each]) => [name, mapParts(each, change)]),
  );
}

function hasPart(value: unknown, isIt: (part: unknown) => boolean): boolean {
  if (isIt(value)) return true;
  if (Array.isArray(value)) return value.some((each) => hasPart(each, isIt));
  return isRecord(value) && Object.values(value).some((each) => hasPart(each, isIt));
}

export function hasUnknown(value: unknown): boolean {
  return hasPart(value, (part) => part === unknownValue);
}

export function hasSecret(value: unknown): boolean {
  return hasPart(value, isSecret);
}

/**
 * As a provider takes it: without marks for secrets; a reference is the resource's id, or the URN of
 * a component.
 */
export function plain(properties: Properties): Properties {
  // A property bag is a record, and neither a secret nor a reference.
  return mapParts(properties, (part) => reference(reveal(part))) as Properties;
}

function reveal(part: unknown): unknown {
  return isSecret(part) ? reveal(part.value) : part;
}

function reference(part: unknown): unknown {
  if (!isRecord(part) || part[signature] !== signatures.resource) return part;
  return 'id' in part ? part.id || unknownValue : part.urn;
}

/** What Pulumi calls an output value, with its dependencies, becomes a value, a secret or unknown. */
export function withoutOutputValues(properties: Properties): Properties {
  return mapParts(properties, settle) as Properties;
}

function settle(part: unknown): unknown {
  if (!isRecord(part) || part[signature] !== signatures.output) return part;
  const value = 'value' in part ? part.value : unknownValue;
  return part.secret === true ? asSecret(value) : settle(value);
}

/** The texts that are kept secret in a value. */
export function secretTexts(value: unknown): string[] {
  if (isSecret(value)) return textsIn(value.value);
  if (Array.isArray(value)) return value.flatMap(secretTexts);
  return isRecord(value) ? Object.values(value).flatMap(secretTexts) : [];
}

/** All texts at any depth; those of a secret, too. */
export function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (Array.isArray(value)) return value.flatMap(textsIn);
  return isRecord(value) ? Object.values(value).flatMap(textsIn) : [];
}

/** Outputs, of which those are secret whose inputs were, and those that the program says are. */
export function withSecretsOf(
  outputs: Properties,
  inputs: Properties,
  additional: readonly string[] = [],
): Properties {
  return Object.fromEntries(
    Object.entries(outputs).map(([name, value]) => {
      const isOne = additional.includes(name) || hasSecret(inputs[name]);
      return [name, isOne ? asSecret(value) : value];
    }),
  );
}

/** For people's eyes. */
export function masked(value: unknown): unknown {
  return mapParts(value, (part) => {
    if (isSecret(part)) return '[secret]';
    return part === unknownValue ? 'output<string>' : reference(part);
  });
}
