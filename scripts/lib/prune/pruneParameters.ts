// What the stacks' parameters say of images: of every stack in the account and region, since they may share an image.

import { type Parameter, paginateGetParametersByPath, type SSMClient } from '@aws-sdk/client-ssm';
import { readLedger } from '../releaseRecords.ts';
import { collect, lookUp } from './lookUp.ts';
import type { Ledger, References } from './prunePlan.ts';

/** What all stacks have their parameters under. */
export const releasesPath = '/rollover/';

/** @throws LookUpFailure where anything of it cannot be found out, or a release is unreadable */
export async function readParameters(client: SSMClient): Promise<References> {
  const parameters = await lookUp(
    `the parameters under ${releasesPath} (ssm:GetParametersByPath)`,
    () =>
      collect(
        paginateGetParametersByPath(
          { client, pageSize: 10 },
          { Path: releasesPath, Recursive: true },
        ),
        (page) => page.Parameters,
      ),
  );
  const uses = await lookUp('the stacks’ releases', async () => parameters.flatMap(usesOf));
  const ledgers: Ledger[] = [];
  for (const { Name = '' } of parameters) {
    const stack = stackOf(Name, 'live');
    if (stack === undefined) continue;
    const ledger = await lookUp(`the history of ${Name} (ssm:GetParameterHistory)`, () =>
      readLedger({ ssm: client, stack }),
    );
    ledgers.push({ stack, amis: ledger.map(({ ami }) => ami) });
  }
  return { uses, ledgers };
}

/** Whichever images a parameter names: `release` and `live` have to name one. */
function usesOf({ Name = '', Value = '' }: Parameter) {
  const ids = new Set(Value.match(/\bami-[0-9a-f]+\b/g));
  const isRelease = stackOf(Name, 'release') ?? stackOf(Name, 'live');
  if (isRelease !== undefined && ids.size === 0)
    throw new Error(`${Name}: expected a release, {"ami": "ami-…", …}, got ${Value}`);
  return [...ids].map((id) => ({ id, by: Name }));
}

/** Of `/rollover/<stack>/<name>`: the stack. */
function stackOf(parameter: string, name: string): string | undefined {
  const [, root, stack, last, ...rest] = parameter.split('/');
  return root === 'rollover' && last === name && rest.length === 0 ? stack : undefined;
}
