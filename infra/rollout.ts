// The rollout, as the last step of an `up`: scripts/rollout.ts moves the fleet to the template's version,
// and the `up` waits for it and fails with it. A failed run leaves no state, so that the next `up` tries again.

import type * as aws from '@pulumi/aws';
import * as command from '@pulumi/command';
import * as pulumi from '@pulumi/pulumi';
import type { Alarms } from './alarms.ts';
import type { Settings } from './config.ts';
import type { Fleet } from './fleet.ts';
import type { LoadBalancer } from './loadBalancer.ts';

type Parts = {
  readonly fleet: Fleet;
  readonly alarms: Alarms;
  readonly loadBalancer: LoadBalancer;
  readonly logGroup: aws.cloudwatch.LogGroup;
};

export function createRollout(settings: Settings, parts: Parts): command.local.Command {
  const { fleet, alarms, loadBalancer, logGroup } = parts;
  const { template, group, policies } = fleet;
  const preferences = {
    minHealthyPercent: settings.minHealthyPercent,
    maxHealthyPercent: settings.maxHealthyPercent,
    warmUpSeconds: settings.warmUpSeconds,
    canaryPercent: settings.canaryPercent,
    canaryPauseSeconds: settings.canaryPauseSeconds,
    bakeSeconds: settings.bakeSeconds,
    deadlineSeconds: settings.rolloutDeadlineSeconds,
    alarms: alarms.guards.map(({ name }) => name),
  };
  // What scripts/lib/rollout/rolloutRequest.ts reads.
  const request = pulumi.jsonStringify({
    stack: settings.stack,
    region: settings.region,
    autoScalingGroupName: group.name,
    launchTemplateId: template.id,
    launchTemplateVersion: template.latestVersion,
    targetGroupArn: loadBalancer.targetGroup.arn,
    logGroupName: logGroup.name,
    url: loadBalancer.url,
    ...preferences,
  });
  return new command.local.Command(
    'rollover-rollout',
    {
      create: 'npm run --silent rollout',
      environment: { ROLLOVER_ROLLOUT: request },
      triggers: [template.id, template.latestVersion, pulumi.jsonStringify(preferences)],
      // Each run's output is its own.
      addPreviousOutputInEnv: false,
    },
    { dependsOn: [group, ...policies, ...alarms.alarms.values(), ...loadBalancer.listeners] },
  );
}
