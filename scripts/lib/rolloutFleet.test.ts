import { AutoScalingClient } from '@aws-sdk/client-auto-scaling';
import { EC2Client } from '@aws-sdk/client-ec2';
import { describe, expect, test, vi } from 'vitest';
import { readMembers, readTemplateData } from './rolloutFleet.ts';

const versions: Readonly<Record<string, object>> = {
  '1': { ImageId: 'ami-1' },
  '2': { ImageId: 'ami-2' },
};

function instance(InstanceId: string, Version: string | undefined, LifecycleState = 'InService') {
  const LaunchTemplate = Version && { LaunchTemplateId: 'lt-1', Version };
  return { InstanceId, LifecycleState, ...(LaunchTemplate && { LaunchTemplate }) };
}

/** Clients whose calls are answered here. */
function clients(instances: readonly object[] | undefined) {
  const autoScaling = new AutoScalingClient({ region: 'eu-central-1' });
  const ec2 = new EC2Client({ region: 'eu-central-1' });
  vi.spyOn(autoScaling, 'send').mockImplementation(async () => ({
    AutoScalingGroups: instances ? [{ Instances: instances }] : [],
  }));
  const asked = vi.spyOn(ec2, 'send').mockImplementation(async (command) => {
    const { Versions } = command.input as { Versions: string[] };
    const LaunchTemplateData = versions[Versions[0] ?? ''];
    if (LaunchTemplateData) return { LaunchTemplateVersions: [{ LaunchTemplateData }] };
    throw Object.assign(new Error('gone'), { name: 'InvalidLaunchTemplateId.VersionNotFound' });
  });
  return { autoScaling, ec2, asked };
}

describe('The members of a group', () => {
  test('are those that stay, each with what it was launched from', async () => {
    const { asked, ...both } = clients([
      instance('i-1', '1'),
      instance('i-2', '1'),
      instance('i-3', '2', 'Pending'),
      instance('i-4', '9'),
      instance('i-5', undefined),
      instance('i-6', '1', 'Terminating:Wait'),
      instance('i-7', '1', 'Terminated'),
    ]);
    expect(await readMembers(both, 'rollover-1')).toEqual([
      { instanceId: 'i-1', data: versions['1'] },
      { instanceId: 'i-2', data: versions['1'] },
      { instanceId: 'i-3', data: versions['2'] },
      { instanceId: 'i-4', data: undefined },
      { instanceId: 'i-5', data: undefined },
    ]);
    expect(asked).toHaveBeenCalledTimes(3);
  });

  test('of a group that is not there are none: it says so', async () => {
    await expect(readMembers(clients(undefined), 'rollover-1')).rejects.toThrow(
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
