import { AutoScalingClient } from '@aws-sdk/client-auto-scaling';
import { EC2Client } from '@aws-sdk/client-ec2';
import { describe, expect, test, vi } from 'vitest';
import { readFleet, readTemplateData } from './rolloutFleet.ts';

const versions: Readonly<Record<string, object>> = {
  '1': { ImageId: 'ami-1' },
  '2': { ImageId: 'ami-2' },
};

function instance(InstanceId: string, Version: string | undefined, LifecycleState = 'InService') {
  const LaunchTemplate = Version && { LaunchTemplateId: 'lt-1', Version };
  return { InstanceId, LifecycleState, ...(LaunchTemplate && { LaunchTemplate }) };
}

/** Clients whose calls are answered here. */
function clients(instances: readonly object[] | undefined, Version = '1') {
  const autoScaling = new AutoScalingClient({ region: 'eu-central-1' });
  const ec2 = new EC2Client({ region: 'eu-central-1' });
  vi.spyOn(autoScaling, 'send').mockImplementation(async () => ({
    AutoScalingGroups: instances
      ? [{ Instances: instances, LaunchTemplate: { LaunchTemplateId: 'lt-1', Version } }]
      : [],
  }));
  const asked = vi.spyOn(ec2, 'send').mockImplementation(async (command) => {
    const { Versions } = command.input as { Versions: string[] };
    const LaunchTemplateData = versions[Versions[0] ?? ''];
    if (LaunchTemplateData) return { LaunchTemplateVersions: [{ LaunchTemplateData }] };
    throw Object.assign(new Error('gone'), { name: 'InvalidLaunchTemplateId.VersionNotFound' });
  });
  return { autoScaling, ec2, asked };
}

describe('A fleet', () => {
  test('is what its group launches, and the instances that stay, each with its origin', async () => {
    const { asked, ...both } = clients([
      instance('i-1', '1'),
      { ...instance('i-2', '1', 'Standby'), ProtectedFromScaleIn: true },
      instance('i-3', '2', 'Pending'),
      instance('i-4', '9'),
      instance('i-5', undefined),
      instance('i-6', '1', 'Terminating:Wait'),
      instance('i-7', '1', 'Terminated'),
    ]);
    const member = (instanceId: string, version: string | undefined, state = 'InService') => ({
      instanceId,
      state,
      isProtected: false,
      data: version && versions[version],
    });
    expect(await readFleet(both, 'rollover-1')).toEqual({
      data: versions['1'],
      members: [
        member('i-1', '1'),
        { ...member('i-2', '1', 'Standby'), isProtected: true },
        member('i-3', '2', 'Pending'),
        member('i-4', undefined),
        member('i-5', undefined),
      ],
    });
    expect(asked).toHaveBeenCalledTimes(3);
  });

  test('whose group is not there is none: it says so', async () => {
    await expect(readFleet(clients(undefined), 'rollover-1')).rejects.toThrow(
      'rollover-1: expected an Auto Scaling group, got none',
    );
  });
});

test("A target's version has to exist", async () => {
  const { ec2 } = clients([]);
  expect(await readTemplateData(ec2, { templateId: 'lt-1', version: '2' })).toBe(versions['2']);
  await expect(readTemplateData(ec2, { templateId: 'lt-1', version: '9' })).rejects.toThrow(
    'lt-1: expected a version 9, got none',
  );
});
