// For tests: what Pulumi's own packages call the inputs and outputs of a type.

import { readFileSync } from 'node:fs';

/** Names in the class of a token such as `aws:ec2/vpc:Vpc`. */
export function pulumiNames(token: string): {
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
} {
  const [pulumiPackage = '', module = ''] = token.split(':');
  const file = module === 'local' ? 'local/command' : module;
  const path = `../../../../node_modules/@pulumi/${pulumiPackage}/${file}.js`;
  const text = readFileSync(new URL(path, import.meta.url), 'utf8');
  const all = [...text.matchAll(/resourceInputs\["(\w+)"\] = \(?(args\?)?/g)];
  const namesOf = (matches: typeof all) => [...new Set(matches.map(([, name = '']) => name))];
  return { inputs: namesOf(all.filter(([, , argument]) => argument)), outputs: namesOf(all) };
}
