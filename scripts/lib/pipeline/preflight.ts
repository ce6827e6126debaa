// What can be said before anything is begun, all at once.

import { textTable } from '../textTable.ts';
import type { PermissionRequest } from './permissionQuestions.ts';
import { type Denial, findDenials } from './permissions.ts';
import { policiesWith } from './policyDocuments.ts';

/**
 * Waits for all of it.
 *
 * @throws where any of it fails: with all that fails, not with the first alone
 */
export async function allAtOnce<Results extends readonly unknown[]>(
  work: {
    readonly [Index in keyof Results]: Promise<Results[Index]>;
  },
): Promise<Results> {
  const settled = await Promise.allSettled(work);
  const problems = settled.flatMap((each) => (each.status === 'rejected' ? [each.reason] : []));
  if (problems.length > 1) {
    throw new Error(problems.map((problem) => problem?.message ?? problem).join('\n\n'), {
      cause: problems[0],
    });
  }
  if (problems.length === 1) throw problems[0];
  // None is rejected; the results are those of the work, in its order.
  return settled.map((each) => each.status === 'fulfilled' && each.value) as unknown as Results;
}

/**
 * Asks AWS for what a deploy is going to ask for, as far as asking changes nothing. Takes some two seconds at most: what
 * is not answered by then is left to the deploy.
 *
 * @throws with all that is denied, and the policies that have it
 */
export async function requirePermissions(request: PermissionRequest): Promise<void> {
  const denials = await findDenials(request);
  if (denials.length > 0) throw new Error(await describe(denials));
}

async function describe(denials: readonly Denial[]): Promise<string> {
  const who = denials.find(({ principal }) => principal)?.principal ?? 'Whoever deploys';
  const rows = await Promise.all(
    denials.map(async ({ action, reason = '' }) => [
      action,
      (await policiesWith(action)).join(', '),
      reason,
    ]),
  );
  return (
    `${who} may not\n\n${textTable([['Action', 'Policy that allows it', 'Why'], ...rows])}\n` +
    'Attach the policies, or ask who looks after the account to: docs/aws.md, "Once per account". ' +
    'What a service control policy or a permissions boundary denies, only its owner can allow.'
  );
}
