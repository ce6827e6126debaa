// Deleting a stack: first what its program has made, then what the scripts have recorded of its releases. Where the
// first fails, the second stays, so that it can be run again.

import { DeleteParameterCommand, ParameterNotFound } from '@aws-sdk/client-ssm';
import { parameterName, type Records } from '../releaseRecords.ts';
import { findStackFleet } from '../stackFleet.ts';
import { step } from '../step.ts';
import type { Pipeline } from './pipeline.ts';

/** The release goes last: while there is one, an `up` makes the stack again. */
const recordNames = ['refresh', 'live', 'release'] as const;

/** @throws where not all of it is gone */
export async function destroyStack(
  pipeline: Pick<Pipeline, 'clients' | 'openEngine' | 'records' | 'settings' | 'stopping'>,
): Promise<void> {
  const { clients, records, settings, stopping } = pipeline;
  stopping.throwIfAborted();
  if (!(await destroyResources(pipeline))) {
    throw new Error(
      `${stopping.aborted ? 'Interrupted' : 'It failed; why, stands above'}: not all of the stack ${settings.stack} is gone. ` +
        `What is recorded of its releases stays. Go on: npm run destroy -- --stack ${settings.stack}`,
    );
  }
  const fleet = await findStackFleet(clients, settings);
  if (fleet) {
    throw new Error(
      `The engine has deleted all that it knows of, but ${fleet.autoScalingGroupName} of the stack ${settings.stack} is still there: ` +
        "it was made by the other engine (--engine), or its state is in another of Pulumi's backends (pulumi whoami -v). " +
        'What is recorded of its releases stays',
    );
  }
  await step('Records of its releases', () => deleteRecords(records));
}

async function destroyResources({
  openEngine,
  stopping,
}: Pick<Pipeline, 'openEngine' | 'stopping'>): Promise<boolean> {
  const engine = await openEngine();
  const stop = () => engine.stop();
  stopping.addEventListener('abort', stop);
  if (stopping.aborted) stop();
  try {
    return await engine.destroy();
  } finally {
    stopping.removeEventListener('abort', stop);
    await engine.close();
  }
}

async function deleteRecords(records: Records): Promise<void> {
  for (const name of recordNames) {
    await records.requireLock?.();
    try {
      const Name = parameterName(records, name);
      await records.ssm.send(new DeleteParameterCommand({ Name }));
    } catch (error) {
      if (!(error instanceof ParameterNotFound)) throw error;
    }
  }
}
