// All that programs for the local stack are made of: types of resources, functions and components.

import type { Provider } from '../provider.ts';
import { autoScalingTypes } from './autoscaling/types.ts';
import { type AwsOf, createAws } from './aws.ts';
import { awsxVpc } from './awsx/vpc.ts';
import { cloudWatchTypes } from './cloudwatch/types.ts';
import { command, type RunCommand } from './command/command.ts';
import { table } from './dynamodb/table.ts';
import { ec2Types } from './ec2/types.ts';
import { functions } from './functions/functions.ts';
import { iamTypes } from './iam/types.ts';
import { lbTypes } from './lb/types.ts';
import { logGroup } from './logs/logGroup.ts';
import { snsTypes } from './sns/types.ts';
import { parameter } from './ssm/parameter.ts';

export type { RunCommand } from './command/command.ts';
export { waiting } from './waiting.ts';

export type ProviderParts = {
  /** Runs the commands of `command:local:Command`. */
  readonly runCommand: RunCommand;
  /** Clients of AWS; by default of the context's endpoint, with credentials from the environment. */
  readonly awsOf?: AwsOf;
};

export function createProviders({ runCommand, awsOf = createAws() }: ProviderParts): Provider {
  return {
    resources: {
      ...ec2Types(awsOf),
      ...iamTypes(awsOf),
      ...lbTypes(awsOf),
      ...autoScalingTypes(awsOf),
      ...cloudWatchTypes(awsOf),
      ...snsTypes(awsOf),
      'aws:cloudwatch/logGroup:LogGroup': logGroup(awsOf),
      'aws:dynamodb/table:Table': table(awsOf),
      'aws:ssm/parameter:Parameter': parameter(awsOf),
      'command:local:Command': command(runCommand),
    },
    functions: functions(awsOf),
    components: { 'awsx:ec2:Vpc': awsxVpc(awsOf) },
  };
}
