// The images of launch template versions that are in use. In use is a version that a group, an active refresh or an
// instance names, and the latest and the default one of every template: those are launched where nobody names a
// number. Not every version that exists: a stack's template has one for each release that there ever was.

import type {
  LaunchTemplateSpecification,
  MixedInstancesPolicy,
} from '@aws-sdk/client-auto-scaling';
import {
  DescribeLaunchTemplateVersionsCommand,
  type LaunchTemplateVersion,
  paginateDescribeLaunchTemplateVersions,
} from '@aws-sdk/client-ec2';
import { GetParameterCommand, ParameterNotFound } from '@aws-sdk/client-ssm';
import { codeOf } from '../bake/bakeHoldings.ts';
import type { RolloutClients } from '../rollout/rolloutClients.ts';
import { collect, lookUp } from './lookUp.ts';
import type { Use } from './prunePlan.ts';

/** A version, as something names it. */
export type VersionName = LaunchTemplateSpecification & {
  /** Who names it. */
  readonly by: string;
};

/** The versions that a group's or a refresh's configuration names, overrides included. */
export function versionsIn(
  {
    LaunchTemplate,
    MixedInstancesPolicy: policy,
  }: {
    readonly LaunchTemplate?: LaunchTemplateSpecification | undefined;
    readonly MixedInstancesPolicy?: MixedInstancesPolicy | undefined;
  },
  by: string,
): readonly VersionName[] {
  const { LaunchTemplateSpecification, Overrides = [] } = policy?.LaunchTemplate ?? {};
  return [
    LaunchTemplate,
    LaunchTemplateSpecification,
    ...Overrides.map((override) => override.LaunchTemplateSpecification),
  ].flatMap((specification) => (specification ? [{ ...specification, by }] : []));
}

/** @throws LookUpFailure where anything of it cannot be found out */
export async function readTemplates(
  clients: Pick<RolloutClients, 'ec2' | 'ssm'>,
  names: readonly VersionName[],
): Promise<readonly Use[]> {
  const uses: Use[] = [];
  const add = async (version: LaunchTemplateVersion, by: string) => {
    for (const id of await resourcesOf(clients, version)) uses.push({ id, by });
  };
  const named = Map.groupBy(names, ({ LaunchTemplateId, LaunchTemplateName, Version }) =>
    JSON.stringify([LaunchTemplateId ?? LaunchTemplateName, Version]),
  );
  for (const [first, ...others] of named.values()) {
    if (!first) continue;
    for (const version of await readVersion(clients, first)) {
      const users = new Set([first, ...others].map(({ by }) => by));
      for (const by of users) await add(version, `${wordsFor(version)}, which ${by} names`);
    }
  }
  for (const version of await readLatestAndDefault(clients)) {
    await add(version, `${wordsFor(version)}, the latest or the default one`);
  }
  return uses;
}

/** None where it was deleted since: nothing can be launched from it any more. */
function readVersion(
  { ec2 }: Pick<RolloutClients, 'ec2'>,
  { LaunchTemplateId, LaunchTemplateName, Version = '$Default' }: VersionName,
): Promise<readonly LaunchTemplateVersion[]> {
  const template = LaunchTemplateId ? { LaunchTemplateId } : { LaunchTemplateName };
  const what = `version ${Version} of the launch template ${LaunchTemplateId ?? LaunchTemplateName}`;
  return lookUp(`${what} (ec2:DescribeLaunchTemplateVersions)`, async () => {
    try {
      const { LaunchTemplateVersions = [] } = await ec2.send(
        new DescribeLaunchTemplateVersionsCommand({ ...template, Versions: [Version] }),
      );
      return LaunchTemplateVersions;
    } catch (error) {
      if (/^InvalidLaunchTemplate\w+\.(Version)?NotFound/.test(codeOf(error))) return [];
      throw error;
    }
  });
}

function readLatestAndDefault({
  ec2: client,
}: Pick<RolloutClients, 'ec2'>): Promise<readonly LaunchTemplateVersion[]> {
  const Versions = ['$Latest', '$Default'];
  return lookUp(
    'the latest and default launch template versions (ec2:DescribeLaunchTemplateVersions)',
    () =>
      collect(
        paginateDescribeLaunchTemplateVersions({ client, pageSize: 200 }, { Versions }),
        (page) => page.LaunchTemplateVersions,
      ),
  );
}

/** The image and the snapshots of a version; an image may stand in a parameter instead, which AWS reads at a launch. */
async function resourcesOf(
  { ssm }: Pick<RolloutClients, 'ssm'>,
  { LaunchTemplateData: { ImageId = '', BlockDeviceMappings = [] } = {} }: LaunchTemplateVersion,
): Promise<readonly string[]> {
  const snapshots = BlockDeviceMappings.flatMap(({ Ebs }) => Ebs?.SnapshotId ?? []);
  const Name = ImageId.match(/^resolve:ssm:(.*)$/)?.[1];
  if (Name === undefined) return [ImageId, ...snapshots];
  // AWS's own parameters name AWS's own images.
  if (/^(arn:[\w-]+:ssm:[\w-]*:\d*:parameter)?\/aws\/service\//.test(Name)) return snapshots;
  const value = await lookUp(`the image in the parameter ${Name} (ssm:GetParameter)`, async () => {
    try {
      return (await ssm.send(new GetParameterCommand({ Name }))).Parameter?.Value;
    } catch (error) {
      if (error instanceof ParameterNotFound) return undefined;
      throw error;
    }
  });
  return [value ?? '', ...snapshots];
}

function wordsFor({ LaunchTemplateName, VersionNumber }: LaunchTemplateVersion): string {
  return `version ${VersionNumber} of ${LaunchTemplateName}`;
}
