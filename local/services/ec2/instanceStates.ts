// What callers ask of instances that exist: the state is changed at once, the controller follows.

import type { InstanceStateChange, InstanceStateName } from '@aws-sdk/client-ec2';
import { type Ec2Tables, ec2Tables, type InstanceRow } from '../../store/ec2.ts';
import { AwsError } from '../../wire/awsError.ts';
import type { Context } from '../shared/context.ts';
import { byIds } from './describe.ts';
import { kinds } from './errors.ts';
import type { Ec2Operations } from './service.ts';

/** AWS's numbers of the states. */
export const stateCodes: Readonly<Record<InstanceStateName, number>> = {
  pending: 0,
  running: 16,
  'shutting-down': 32,
  terminated: 48,
  stopping: 64,
  stopped: 80,
};

export const instanceStateOperations: Ec2Operations = {
  StartInstances({ InstanceIds }, { store, now }) {
    const tables = ec2Tables(store);
    const rows = instancesIn(tables, InstanceIds, ['stopped', 'pending', 'running'], 'started');
    return {
      StartingInstances: rows.map((row) => {
        if (row.State.Name !== 'stopped') return unchanged(row);
        const { StateReason: _, ...rest } = row;
        return change(tables, { ...rest, StateTransitionReason: '', LaunchTime: now() }, 'pending');
      }),
    };
  },

  StopInstances({ InstanceIds }, { store, now }) {
    const tables = ec2Tables(store);
    const rows = instancesIn(
      tables,
      InstanceIds,
      ['running', 'pending', 'stopping', 'stopped'],
      'stopped',
    );
    const protectedRow = rows.find(({ attributes }) => attributes.disableApiStop);
    if (protectedRow) throw notPermitted(protectedRow, 'disableApiStop');
    return {
      StoppingInstances: rows.map((row) =>
        row.State.Name === 'running' || row.State.Name === 'pending'
          ? change(tables, { ...row, ...userInitiated('shutdown', now()) }, 'stopping')
          : unchanged(row),
      ),
    };
  },

  RebootInstances({ InstanceIds }, { store }) {
    const tables = ec2Tables(store);
    for (const row of instancesIn(tables, InstanceIds, ['running', 'pending'], 'rebooted')) {
      tables.instances.put(row.InstanceId, { ...row, isRebootWanted: true });
    }
    return {};
  },

  TerminateInstances({ InstanceIds }, { store, now }) {
    const tables = ec2Tables(store);
    const rows = byIds(tables.instances, kinds.instance, InstanceIds ?? []);
    const protectedRow = rows.find(({ attributes }) => attributes.disableApiTermination);
    if (protectedRow) throw notPermitted(protectedRow, 'disableApiTermination');
    return {
      TerminatingInstances: rows.map((row) =>
        row.State.Name === 'terminated' || row.State.Name === 'shutting-down'
          ? unchanged(row)
          : change(tables, { ...row, ...userInitiated('shutdown', now()) }, 'shutting-down'),
      ),
    };
  },
};

/** For Auto Scaling, which termination protection does not stop. One that is gone already stays so. */
export function terminateInstance({ store, now }: Context, InstanceId: string): void {
  const tables = ec2Tables(store);
  const row = tables.instances.get(InstanceId);
  if (!row || row.State.Name === 'terminated' || row.State.Name === 'shutting-down') return;
  change(tables, { ...row, ...userInitiated('shutdown', now()) }, 'shutting-down');
}

function change(
  { instances }: Ec2Tables,
  row: InstanceRow,
  Name: InstanceStateName,
): InstanceStateChange {
  const changed = { ...row, State: { Code: stateCodes[Name], Name } };
  instances.put(row.InstanceId, changed);
  return {
    InstanceId: row.InstanceId,
    PreviousState: row.State,
    CurrentState: changed.State,
  };
}

function unchanged({ InstanceId, State }: InstanceRow): InstanceStateChange {
  return { InstanceId, PreviousState: State, CurrentState: State };
}

function userInitiated(what: string, now: Date) {
  const at = now.toISOString().replace('T', ' ').slice(0, 19);
  return {
    StateTransitionReason: `User initiated (${at} GMT)`,
    StateReason: {
      Code: 'Client.UserInitiatedShutdown',
      Message: `Client.UserInitiatedShutdown: User initiated ${what}`,
    },
  };
}

function instancesIn(
  { instances }: Ec2Tables,
  ids: readonly string[] | undefined,
  states: readonly InstanceStateName[],
  deed: string,
): InstanceRow[] {
  const rows = byIds(instances, kinds.instance, ids ?? []);
  const wrong = rows.find(({ State }) => !states.includes(State.Name as InstanceStateName));
  if (!wrong) return rows;
  throw new AwsError(
    'IncorrectInstanceState',
    `The instance '${wrong.InstanceId}' is not in a state from which it can be ${deed}: it is ${wrong.State.Name}.`,
  );
}

function notPermitted({ InstanceId }: InstanceRow, attribute: string): AwsError {
  return new AwsError(
    'OperationNotPermitted',
    `The instance '${InstanceId}' may not be changed so. Modify its '${attribute}' instance attribute and try again.`,
  );
}
