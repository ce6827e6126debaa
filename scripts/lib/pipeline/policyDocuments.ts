// The policies in docs/ that whoever deploys needs.

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { root } from '../lockedPackage.mjs';

const files = ['docs/release-policy.json', 'docs/stack-policy.json'] as const;

type Policy = { readonly Statement: readonly { readonly Action: readonly string[] }[] };

/** The files of those that allow an action, such as `ec2:DescribeImages`. */
export async function policiesWith(action: string): Promise<readonly string[]> {
  const allows = await Promise.all(
    files.map(async (file) => {
      // Ours; a test of infra/ holds them to the program.
      const policy: Policy = JSON.parse(await readFile(join(root, file), 'utf8'));
      return policy.Statement.some(({ Action }) => Action.some((each) => matches(each, action)));
    }),
  );
  return files.filter((_, index) => allows[index]);
}

/** IAM's `*`, at the end alone. */
function matches(pattern: string, action: string): boolean {
  return pattern.endsWith('*') ? action.startsWith(pattern.slice(0, -1)) : action === pattern;
}
