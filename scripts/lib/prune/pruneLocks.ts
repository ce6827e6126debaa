// The locks of all stacks of an account and region, for as long as images are removed: a deploy that is at work may
// have found an image, and not yet written that it wants it.

import { paginateGetParametersByPath, type SSMClient } from '@aws-sdk/client-ssm';
import { type HeldLock, LockedError, type LockRequest, takeLock } from '../deployLock.ts';
import { collect, lookUp } from './lookUp.ts';
import { releasesPath } from './pruneParameters.ts';

export type LocksRequest = Omit<LockRequest, 'records' | 'command' | 'deadline'> & {
  readonly ssm: SSMClient;
  /** Locked too, where it has no parameters yet. */
  readonly stack: string;
};

/** How long to wait for each. */
const deadlineSeconds = 3600;

/**
 * @param work is given what to ask before each removal; it throws where a lock was taken over, or a stack that was
 * not there before is being deployed
 * @throws LockedError where somebody has one of them
 */
export async function withLocks<T>(
  { ssm, stack, ...request }: LocksRequest,
  work: (requireLocks: () => Promise<void>) => Promise<T>,
): Promise<T> {
  const held = new Map<string, HeldLock>();
  const deadline = new Date(request.time.now().getTime() + deadlineSeconds * 1000);
  try {
    const found = (await listParameters(ssm)).map((parameter) => parameter.stack);
    // In the same order everywhere: two prunes that wait do not wait for each other.
    for (const each of [...new Set([stack, ...found])].toSorted()) {
      const records = { ssm, stack: each };
      held.set(each, await takeLock({ ...request, records, deadline, command: 'prune' }));
    }
    return await work(async () => {
      for (const lock of held.values()) await lock.require();
      const foreign = (await listParameters(ssm)).find(
        (parameter) => parameter.name === 'lock' && !held.has(parameter.stack),
      );
      if (foreign) throw new LockedError(`The stack ${foreign.stack} is being deployed by now`);
    });
  } finally {
    for (const [each, lock] of held) {
      // What was done is to be told, come what may; a lock that is left is taken for that of a dead process.
      await lock
        .release()
        .catch(({ message }: Error) => request.say(`The lock of ${each} is left: ${message}`));
    }
  }
}

async function listParameters(
  client: SSMClient,
): Promise<readonly { readonly stack: string; readonly name: string }[]> {
  const input = { Path: releasesPath, Recursive: true };
  const parameters = await lookUp(
    `the parameters under ${releasesPath} (ssm:GetParametersByPath)`,
    () =>
      collect(
        paginateGetParametersByPath({ client, pageSize: 10 }, input),
        (page) => page.Parameters,
      ),
  );
  return parameters.flatMap(({ Name = '' }) => {
    const [, , stack, name, ...rest] = Name.split('/');
    return stack && name && rest.length === 0 ? [{ stack, name }] : [];
  });
}
