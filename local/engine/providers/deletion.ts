// Deletes a resource, waits until it is gone, and says what holds that up.

import type { Properties, ProviderContext } from '../provider.ts';
import { type Aws, type AwsOf, errorCode, unlessGone } from './aws.ts';
import { until } from './until.ts';

/** What a delete gives that AWS does not do: the resource stays, and goes by itself some day. */
export const left = Symbol('left');
export type Left = typeof left;

type Parts = {
  readonly awsOf: AwsOf;
  readonly gone: readonly string[];
  readonly inUse?: readonly string[];
  users?(id: string, aws: Aws): Promise<readonly string[]>;
  read(id: string, known: Properties, context: ProviderContext): Promise<Properties | undefined>;
};

type Delete<Answer> = (
  id: string,
  context: ProviderContext,
  outputs: Properties,
) => Promise<Answer>;

const deleteSeconds = 900;

export function deletion(
  ask: Delete<unknown>,
  { awsOf, gone, inUse = [], users, read }: Parts,
): (id: string, outputs: Properties, context: ProviderContext) => Promise<void> {
  return async (id, outputs, context) => {
    const aws = awsOf(context);
    let using: readonly string[] = [];
    const isAsked = async () => {
      try {
        return { answer: await unlessGone(gone, () => ask(id, context, outputs)) };
      } catch (error) {
        if (!inUse.includes(errorCode(error) ?? '')) throw error;
        using = (await users?.(id, aws)) ?? [];
        return undefined;
      }
    };
    const by = () => (using.length > 0 ? `: ${using.join(', ')}` : '');
    const { answer } = await until(
      () => `${id} to be used by nothing${by()}`,
      aws,
      isAsked,
      deleteSeconds,
    );
    if (answer === left) return;
    const isGone = async () => ((await read(id, outputs, context)) ? undefined : true);
    await until(`${id} to be gone`, aws, isGone, deleteSeconds);
  };
}
