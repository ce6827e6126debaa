import {
  AttachRolePolicyCommand,
  CreateServiceLinkedRoleCommand,
  DeleteRoleCommand,
  DeleteServiceLinkedRoleCommand,
  GetRoleCommand,
  GetServiceLinkedRoleDeletionStatusCommand,
  IAMClient,
} from '@aws-sdk/client-iam';
import { expect, test } from 'vitest';
import { serveApi } from '../../testing/serveApi.ts';
import { iam } from './iam.ts';

const AWSServiceName = 'autoscaling.amazonaws.com';
const RoleName = 'AWSServiceRoleForAutoScaling';

async function serveRole() {
  const client = new IAMClient((await serveApi(iam)).client);
  const created = await client.send(new CreateServiceLinkedRoleCommand({ AWSServiceName }));
  return { client, created };
}

test('A service’s role is made once, under its path', async () => {
  const { client, created } = await serveRole();
  expect(created.Role).toMatchObject({
    RoleName,
    Arn: `arn:aws:iam::000000000000:role/aws-service-role/${AWSServiceName}/${RoleName}`,
  });
  await expect(
    client.send(new CreateServiceLinkedRoleCommand({ AWSServiceName })),
  ).rejects.toMatchObject({
    name: 'InvalidInputException',
    message: `Service role name ${RoleName} has been taken in this account, please try a different suffix.`,
  });
  const suffixed = await client.send(
    new CreateServiceLinkedRoleCommand({ AWSServiceName, CustomSuffix: 'two' }),
  );
  expect(suffixed.Role?.RoleName).toBe(`${RoleName}_two`);
});

test('Only the service changes it; it is deleted by a task', async () => {
  const { client } = await serveRole();
  const PolicyArn = 'arn:aws:iam::aws:policy/PowerUserAccess';
  for (const refuse of [
    () => client.send(new AttachRolePolicyCommand({ RoleName, PolicyArn })),
    () => client.send(new DeleteRoleCommand({ RoleName })),
  ]) {
    await expect(refuse()).rejects.toMatchObject({
      name: 'UnmodifiableEntityException',
      message: `Cannot perform the operation on the protected role '${RoleName}' - this role is only modifiable by AWS`,
    });
  }
  const { DeletionTaskId } = await client.send(new DeleteServiceLinkedRoleCommand({ RoleName }));
  const status = await client.send(
    new GetServiceLinkedRoleDeletionStatusCommand({ DeletionTaskId }),
  );
  expect(status.Status).toBe('SUCCEEDED');
  await expect(client.send(new GetRoleCommand({ RoleName }))).rejects.toMatchObject({
    name: 'NoSuchEntityException',
  });
});
