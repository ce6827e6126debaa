// The release that is wanted: what the scripts wrote into the stack's parameter, and the program only reads.

import * as aws from '@pulumi/aws';
import * as pulumi from '@pulumi/pulumi';
import type { Settings } from './config.ts';

export type Release = {
  /** Name of the parameter, `/rollover/<stack>/release`. */
  readonly parameterName: string;
  /** The image to run. */
  readonly imageId: string;
};

/** @throws pulumi.RunError where none is recorded yet, or what is recorded is none */
export async function readWantedRelease({ stack }: Settings): Promise<Release> {
  const parameterName = `/rollover/${stack}/release`;
  const value = await readParameter(parameterName, stack);
  const imageId = imageIn(value);
  if (imageId !== undefined) return { parameterName, imageId };
  throw new pulumi.RunError(
    `${parameterName}: expected a release, {"ami": "ami-…", …}, got ${value}. Write it anew: ${deploy(stack)}`,
  );
}

async function readParameter(name: string, stack: string): Promise<string> {
  try {
    // Not a secret: previews are to show the image that comes.
    return (await aws.ssm.getParameter({ name })).insecureValue;
  } catch (error) {
    if (!/couldn't find resource|ParameterNotFound/i.test(String(error))) throw error;
    throw new pulumi.RunError(`The stack ${stack} has no release yet: ${deploy(stack)}`);
  }
}

const deploy = (stack: string) => `npm run deploy -- --stack ${stack}`;

function imageIn(value: string): string | undefined {
  try {
    const ami: unknown = JSON.parse(value)?.ami;
    return typeof ami === 'string' && /^ami-[0-9a-f]{8,17}$/.test(ami) ? ami : undefined;
  } catch {
    return undefined;
  }
}
