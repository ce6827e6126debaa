// Which of a deploy's actions its credentials are denied, as far as AWS can be asked without changing anything.

import { type PermissionRequest, permissionQuestions } from './permissionQuestions.ts';

export type Denial = {
  /** As IAM calls it, such as `autoscaling:DescribeInstanceRefreshes`. */
  readonly action: string;
  /** Who was denied it, and why, where AWS says. */
  readonly principal: string | undefined;
  readonly reason: string | undefined;
};

/** For all of it: the questions are asked in parallel. */
const milliseconds = 2000;

/** In the order of the services; none in the local region, which denies nobody anything. */
export async function findDenials(request: PermissionRequest): Promise<readonly Denial[]> {
  if (request.settings.localRegion !== undefined) return [];
  const options = { abortSignal: AbortSignal.timeout(milliseconds) };
  const answers = await Promise.all(
    Object.entries(permissionQuestions(request)).map(([action, ask]) =>
      ask(options).then(
        () => undefined,
        (error: Error) => denialIn(action, error),
      ),
    ),
  );
  return answers.filter((denial) => denial !== undefined);
}

/** As the services call it. */
const denied = new Set([
  'AccessDenied',
  'AccessDeniedException',
  'AuthorizationError',
  'AuthorizationErrorException',
  'UnauthorizedOperation',
]);

/** Undefined for all else that may go wrong: throttling, a network that is gone, nothing of that name. */
export function denialIn(action: string, { name, message }: Error): Denial | undefined {
  if (!denied.has(name)) return undefined;
  return {
    action,
    principal: message.match(/\barn:[\w-]+:(?:iam|sts)::\d{12}:\S+(?= is not authorized)/)?.[0],
    // EC2 adds a text that only sts:DecodeAuthorizationMessage can read.
    reason: message.match(/\b(?:because|with) (.+?)(?:\.? Encoded authorization|\.?$)/)?.[1],
  };
}
