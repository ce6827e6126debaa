// npm run rollout: moves a stack's fleet to its launch template's newest version. `pulumi up` runs it as its last
// step, and says in ROLLOVER_ROLLOUT what to move. One JSON line on standard output, progress on standard error.
// Until the fleet's refresh is built, it only says whether there is something to roll over.

import { AutoScalingClient } from '@aws-sdk/client-auto-scaling';
import { openAccount } from './lib/account.ts';
import { environment } from './lib/environment.mjs';
import { readMembers, readTemplateData } from './lib/rolloutFleet.ts';
import { planRollout } from './lib/rolloutPlan.ts';
import { parseRolloutRequest, requestVariable } from './lib/rolloutRequest.ts';
import { readStackSettings } from './lib/stackSettings.ts';
import { script, step } from './lib/step.ts';

async function main(): Promise<void> {
  const request = parseRolloutRequest(environment[requestVariable]);
  const { autoScalingGroupName, launchTemplateId, launchTemplateVersion } = request;
  const { ec2, endpoint } = await openAccount(await readStackSettings(request.stack));
  const autoScaling = new AutoScalingClient({
    region: ec2.config.region,
    credentials: ec2.config.credentials,
    ...(endpoint !== undefined && { endpoint }),
  });

  const plan = await step(
    `Comparing ${autoScalingGroupName} with its launch template`,
    async () => {
      const target = { templateId: launchTemplateId, version: String(launchTemplateVersion) };
      const [data, members] = await Promise.all([
        readTemplateData(ec2, target),
        readMembers({ autoScaling, ec2 }, autoScalingGroupName),
      ]);
      return planRollout(data, members);
    },
  );
  const facts = { autoScalingGroupName, launchTemplateVersion, instances: plan.instances };
  if (plan.action === 'none') return report({ outcome: 'nothing to do', ...facts });
  report({ outcome: 'not rolled', ...facts, stale: plan.staleIds });
  throw new Error(
    `${autoScalingGroupName}: ${plan.staleIds.length} of ${plan.instances} instances are not of version ` +
      `${launchTemplateVersion}, and this version of Rollover cannot roll a fleet over yet. ` +
      `Start an instance refresh in the console of Auto Scaling, and run \`pulumi up\` again when it is done`,
  );
}

function report(outcome: object): void {
  process.stdout.write(`${JSON.stringify(outcome)}\n`);
}

await script(main);
