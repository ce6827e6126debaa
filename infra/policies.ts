// IAM's policy documents, as text.

import * as pulumi from '@pulumi/pulumi';

type Statement = {
  readonly Action: readonly string[];
  readonly Resource: pulumi.Input<string>;
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string>>>>;
};

/** What whoever has the policy may do. */
export function allow(...statements: readonly Statement[]): pulumi.Output<string> {
  return pulumi.jsonStringify({
    Version: '2012-10-17',
    Statement: statements.map((statement) => ({ Effect: 'Allow', ...statement })),
  });
}

/** Lets a service of AWS, such as `ec2.amazonaws.com`, take on a role. */
export function trust(service: string): string {
  return JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: { Service: service }, Action: 'sts:AssumeRole' }],
  });
}
