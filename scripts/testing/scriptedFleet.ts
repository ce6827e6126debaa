// For tests: a fleet of two whose instance refreshes go as the test writes it, behind the SDK's clients; with a load
// balancer that answers. What a region does of itself is tested with one; this is for what no region does on demand.

import http from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  ActiveInstanceRefreshNotFoundFault,
  type InstanceRefresh,
  InstanceRefreshInProgressFault,
  type InstanceRefreshStatus,
  IrreversibleInstanceRefreshFault,
  type RefreshPreferences,
  type StartInstanceRefreshCommandInput,
} from '@aws-sdk/client-auto-scaling';
import { ParameterNotFound } from '@aws-sdk/client-ssm';
import { onTestFinished, vi } from 'vitest';
import { awsPace } from '../lib/pace.ts';
import { patience } from '../lib/patience.ts';
import { createRolloutClients } from '../lib/rollout/rolloutClients.ts';
import type { RolloutContext } from '../lib/rollout/rolloutContext.ts';
import { isFinal } from '../lib/rollout/rolloutRefreshes.ts';

export const oldRelease = { ami: 'ami-1', key: 'a'.repeat(64), commit: 'c1' };
export const newRelease = { ami: 'ami-2', key: 'b'.repeat(64), commit: 'c2' };

type Instance = {
  id: string;
  version: string;
  state: string;
  target: { State: string; Reason?: string; Description?: string };
  isProtected: boolean;
};

export type ScriptedFleet = Awaited<ReturnType<typeof createScriptedFleet>>;

export async function createScriptedFleet() {
  const fleet = {
    now: Date.parse('2026-01-01T00:00:00Z'),
    groupVersion: '1',
    instances: ['i-1', 'i-2'].map((id) => instanceOf(id, '1')),
    parameters: new Map([
      ['/rollover/dev/release', JSON.stringify(newRelease)],
      ['/rollover/dev/live', JSON.stringify({ ...oldRelease, liveAt: '2025', refreshId: 'r0' })],
    ]),
    alarms: [] as { AlarmName: string; StateValue: string; StateReason: string }[],
    activities: [] as object[],
    logs: new Map<string, readonly string[]>(),
    /** What the load balancer says of itself. */
    loadBalancerAddress: '127.0.0.1' as string | undefined,
    /** Newest first. */
    refreshes: [] as InstanceRefresh[],
    /** What the active refresh becomes, one at each look; the last one stays. */
    script: ['Pending', 'InProgress', 'Baking', 'Successful'] as InstanceRefreshStatus[],
    /** The script from a rollback on; undefined: AWS refuses it. */
    rollbackScript: ['RollbackInProgress', 'RollbackSuccessful'] as
      | InstanceRefreshStatus[]
      | undefined,
    started: [] as StartInstanceRefreshCommandInput[],
    calls: [] as string[],
    said: [] as string[],
    /** Called before each wait. */
    onWait: (_: number) => {},
  };
  let waits = 0;

  function active(): InstanceRefresh | undefined {
    return fleet.refreshes.find(({ Status }) => !isFinal(Status));
  }
  function advance(refresh: InstanceRefresh): void {
    if (isFinal(refresh.Status)) return;
    const status = fleet.script.length > 1 ? fleet.script.shift() : fleet.script[0];
    if (status === undefined) return;
    refresh.Status = status;
    if (status !== 'Successful') return;
    const version = refresh.DesiredConfiguration?.LaunchTemplate?.Version ?? fleet.groupVersion;
    fleet.groupVersion = version;
    fleet.instances = fleet.instances.map((each) =>
      each.isProtected || each.version === version ? each : instanceOf(`${each.id}n`, version),
    );
  }
  function begin(input: StartInstanceRefreshCommandInput): string {
    if (active()) throw new InstanceRefreshInProgressFault({ message: '', $metadata: {} });
    const InstanceRefreshId = `r${fleet.refreshes.length + 1}`;
    fleet.started.push(input);
    fleet.refreshes.unshift({
      InstanceRefreshId,
      Status: 'Pending',
      StartTime: new Date(fleet.now),
      ...(input.DesiredConfiguration && { DesiredConfiguration: input.DesiredConfiguration }),
      Preferences: input.Preferences as RefreshPreferences,
    });
    return InstanceRefreshId;
  }
  function undo(script: InstanceRefreshStatus[]): object {
    if (!active()) throw new ActiveInstanceRefreshNotFoundFault({ message: '', $metadata: {} });
    fleet.script = [...script];
    return {};
  }

  // Each gets the input of its command, as the SDK's types have it; what it reads is what the scripts send.
  const handlers: Readonly<Record<string, (input: never) => object>> = {
    DescribeAutoScalingGroups: () => ({
      AutoScalingGroups: [
        {
          LaunchTemplate: { LaunchTemplateId: 'lt-1', Version: fleet.groupVersion },
          Instances: fleet.instances.map(({ id, version, state, isProtected }) => ({
            InstanceId: id,
            LifecycleState: state,
            ProtectedFromScaleIn: isProtected,
            LaunchTemplate: { LaunchTemplateId: 'lt-1', Version: version },
          })),
        },
      ],
    }),
    DescribeLaunchTemplateVersions: ({ Versions }: { Versions: string[] }) => ({
      LaunchTemplateVersions: [{ LaunchTemplateData: { ImageId: `ami-${Versions[0]}` } }],
    }),
    DescribeInstanceRefreshes: ({ InstanceRefreshIds }: { InstanceRefreshIds?: string[] }) => {
      const found = fleet.refreshes.filter(
        ({ InstanceRefreshId = '' }) => InstanceRefreshIds?.includes(InstanceRefreshId) ?? true,
      );
      const [newest] = found;
      if (newest) advance(newest);
      return { InstanceRefreshes: structuredClone(found) };
    },
    StartInstanceRefresh: (input: StartInstanceRefreshCommandInput) => ({
      InstanceRefreshId: begin(input),
    }),
    RollbackInstanceRefresh: () => {
      const { rollbackScript } = fleet;
      if (rollbackScript) return undo(rollbackScript);
      throw new IrreversibleInstanceRefreshFault({ message: 'not this one', $metadata: {} });
    },
    CancelInstanceRefresh: () => undo(['Cancelling', 'Cancelled']),
    DescribeScalingActivities: () => ({ Activities: fleet.activities }),
    DescribeTargetHealth: () => ({
      TargetHealthDescriptions: fleet.instances.map(({ id, target }) => ({
        Target: { Id: id },
        TargetHealth: target,
      })),
    }),
    DescribeTargetGroups: () => ({ TargetGroups: [{ LoadBalancerArns: ['arn:lb'] }] }),
    DescribeLoadBalancers: () => ({
      LoadBalancers: [
        {
          AvailabilityZones: [
            { LoadBalancerAddresses: [{ IpAddress: fleet.loadBalancerAddress }] },
          ],
        },
      ],
    }),
    DescribeAlarms: ({ AlarmNames }: { AlarmNames: string[] }) => ({
      MetricAlarms: fleet.alarms.filter(({ AlarmName }) => AlarmNames.includes(AlarmName)),
    }),
    GetLogEvents: ({ logStreamName }: { logStreamName: string }) => ({
      events: (fleet.logs.get(logStreamName) ?? []).map((message) => ({ message })),
    }),
    GetConsoleOutput: ({ InstanceId }: { InstanceId: string }) => ({
      Output: Buffer.from(`console of ${InstanceId}\r\n\r\n`).toString('base64'),
    }),
    GetParameter: ({ Name }: { Name: string }) => {
      const Value = fleet.parameters.get(Name);
      if (Value !== undefined) return { Parameter: { Value } };
      throw new ParameterNotFound({ message: '', $metadata: {} });
    },
    PutParameter: ({ Name, Value }: { Name: string; Value: string }) => {
      fleet.parameters.set(Name, Value);
      return {};
    },
  };

  const credentials = { accessKeyId: 'AKIA', secretAccessKey: 'secret' };
  const clients = createRolloutClients(
    { region: 'eu-central-1', credentials },
    patience(() => true),
  );
  for (const client of Object.values(clients)) {
    vi.spyOn(client, 'send').mockImplementation(async (command: { input: object }) => {
      const name = command.constructor.name.replace(/Command$/, '');
      fleet.calls.push(name);
      const handler = handlers[name];
      if (!handler) throw new Error(`No handler for ${name}`);
      // The command's input is what its handler takes: see there.
      return handler(command.input as never);
    });
  }
  const port = await serve(() => fleet.instances);
  const interruption = new AbortController();
  const context: RolloutContext = {
    ...{ clients, hastyClients: clients, records: { ssm: clients.ssm, stack: 'dev' } },
    request: {
      stack: 'dev',
      region: 'eu-central-1',
      autoScalingGroupName: 'rollover-1',
      launchTemplateId: 'lt-1',
      launchTemplateVersion: 2,
      targetGroupArn: 'arn:tg',
      logGroupName: 'rollover-logs',
      url: `http://127.0.0.1:${port}`,
      minHealthyPercent: 100,
      maxHealthyPercent: 200,
      warmUpSeconds: 30,
      canaryPercent: undefined,
      canaryPauseSeconds: 120,
      bakeSeconds: 60,
      deadlineSeconds: 600,
      alarms: [],
    },
    time: {
      now: () => new Date(fleet.now),
      async wait(milliseconds) {
        fleet.onWait(waits++);
        fleet.now += milliseconds;
      },
    },
    say: (line) => void fleet.said.push(line),
    ...{ stopping: interruption.signal, pace: awsPace },
    deadline: new Date(fleet.now + 600_000),
  };
  return {
    fleet,
    context,
    interrupt: () => interruption.abort(new Error('Interrupted: SIGINT')),
    parameter: (name: string): unknown =>
      JSON.parse(fleet.parameters.get(`/rollover/dev/${name}`) ?? 'null'),
  };
}

export function instanceOf(id: string, version: string): Instance {
  return { id, version, state: 'InService', target: { State: 'healthy' }, isProtected: false };
}

/** The load balancer: sends each request to the next of the instances. */
async function serve(instances: () => readonly Instance[]): Promise<number> {
  let next = 0;
  const server = http.createServer((_, response) => {
    const all = instances();
    const { id = '', version = '' } = all[next++ % all.length] ?? {};
    const { key } = version === '2' ? newRelease : oldRelease;
    response.setHeader('x-instance-id', id).setHeader('x-release', key.slice(0, 12)).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.close();
  });
  // It listens on a port.
  return (server.address() as AddressInfo).port;
}
