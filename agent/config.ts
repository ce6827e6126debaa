// What the agent is told, by its unit, by /etc/webapp/stack.env and by the AWS SDK's own variables.

import { join } from 'node:path';

export type Config = {
  /** The CloudWatch log group of the stack. */
  readonly logGroup: string;
  /** Where the instance metadata service is asked. */
  readonly metadataEndpoint: string;
  /** Where it is remembered how far the journal has been shipped. */
  readonly stateDirectory: string;
};

type Environment = Readonly<Record<string, string | undefined>>;

/** Undefined without LOG_GROUP: there is no stack to report to. */
export function readConfig(environment: Environment): Config | undefined {
  const { LOG_GROUP, STATE_DIRECTORY, AWS_EC2_METADATA_SERVICE_ENDPOINT } = environment;
  if (!LOG_GROUP) return undefined;
  return {
    logGroup: LOG_GROUP,
    metadataEndpoint: AWS_EC2_METADATA_SERVICE_ENDPOINT || 'http://169.254.169.254',
    // systemd lists several with colons; the unit has one.
    stateDirectory: STATE_DIRECTORY || join('/var/lib', 'webapp-agent'),
  };
}
