import { describe, expect, test } from 'vitest';
import type { Properties } from '../provider.ts';
import { serveProviders } from './testing/serveProviders.ts';

const vpcToken = 'aws:ec2/vpc:Vpc';
const vpcInputs = { cidrBlock: '10.0.0.0/16', tags: { Name: 'rollover' } };

describe('A resource', () => {
  test('that is used is deleted once it is free', async () => {
    const { make, typeOf, context, said } = await serveProviders();
    const vpcId = await make(vpcToken, vpcInputs);
    const subnetId = await make('aws:ec2/subnet:Subnet', { vpcId, cidrBlock: '10.0.1.0/24' });
    const deleting = typeOf(vpcToken).delete(vpcId, {}, context);
    const waited = `Waiting for ${vpcId} to be used by nothing: ${subnetId}`;
    await expect.poll(() => said.filter((line) => line === waited).length).toBeGreaterThan(1);
    await typeOf('aws:ec2/subnet:Subnet').delete(subnetId, {}, context);
    await deleting;
    expect(await typeOf(vpcToken).read(vpcId, {}, context)).toBeUndefined();
  });

  test.each(['abort', 'stop'] as const)(
    'is waited for no longer than whoever watches wants: %s',
    async (way) => {
      const { make, typeOf, context, said, [way]: controller } = await serveProviders();
      const vpcId = await make(vpcToken, vpcInputs);
      await make('aws:ec2/subnet:Subnet', { vpcId, cidrBlock: '10.0.1.0/24' });
      const deleting = typeOf(vpcToken).delete(vpcId, {}, context);
      const failing = expect(deleting).rejects.toThrow(
        `Stopped waiting for ${vpcId} to be used by nothing`,
      );
      await expect.poll(() => said).not.toEqual([]);
      controller.abort();
      await failing;
    },
  );

  test('whose create was cut off is found, and finished', async () => {
    const { typeOf, creating, aws } = await serveProviders();
    const context = creating();
    const { VpcId } = await aws.ec2
      .createVpc({
        CidrBlock: '10.0.0.0/16',
        TagSpecifications: [
          {
            ResourceType: 'vpc',
            Tags: [{ Key: 'rollover:create-token', Value: context.token }],
          },
        ],
      })
      .then(({ Vpc }) => ({ ...Vpc }));
    const wanted = { ...vpcInputs, enableDnsHostnames: true };
    const found = await typeOf(vpcToken).find?.(wanted, context);
    expect(found).toMatchObject({ id: VpcId, outputs: { enableDnsHostnames: false, tagsAll: {} } });
    const { id = '', outputs = {} } = found ?? {};
    const updated = await typeOf(vpcToken).update(id, outputs, wanted, context);
    expect(updated).toMatchObject(wanted);
    expect(await typeOf(vpcToken).find?.(vpcInputs, creating())).toBeUndefined();
  });

  test("that has the name of another's is not found", async () => {
    const { make, typeOf, creating } = await serveProviders();
    const parameter = { name: '/release', type: 'String', insecureValue: '{}' };
    await make('aws:ssm/parameter:Parameter', parameter);
    const { find } = typeOf('aws:ssm/parameter:Parameter');
    expect(await find?.(parameter, creating())).toBeUndefined();

    const vpcId = await make(vpcToken, vpcInputs);
    const route = {
      routeTableId: await make('aws:ec2/routeTable:RouteTable', { vpcId }),
      destinationCidrBlock: '0.0.0.0/0',
      gatewayId: await make('aws:ec2/internetGateway:InternetGateway', { vpcId }),
    };
    await make('aws:ec2/route:Route', route);
    const { find: findRoute } = typeOf('aws:ec2/route:Route');
    expect(await findRoute?.(route, creating())).toBeDefined();
    expect(await findRoute?.({ ...route, gatewayId: 'igw-1' }, creating())).toBeUndefined();
  });

  test('is of the region of its provider', async () => {
    const { typeOf, creating } = await serveProviders();
    await expect(
      typeOf(vpcToken).create({ ...vpcInputs, region: 'us-east-1' }, creating()),
    ).rejects.toThrow('region: expected eu-central-1, that of its provider, got us-east-1');
  });

  test('that could be made only in part is told of', async () => {
    const { make, typeOf, creating } = await serveProviders();
    await make(vpcToken, vpcInputs);
    const gateway = typeOf('aws:ec2/internetGateway:InternetGateway');
    await expect(
      gateway.create({ vpcId: 'vpc-0123456789abcdef0' }, creating()),
    ).rejects.toMatchObject({
      name: 'CreatedInPart',
      message: expect.stringContaining('vpc-0123456789abcdef0'),
      created: { id: expect.stringMatching(/^igw-/), outputs: {} },
    });
  });

  test('that is gone is neither read nor deleted', async () => {
    const { typeOf, context } = await serveProviders();
    const id = 'vpc-0123456789abcdef0';
    expect(await typeOf(vpcToken).read(id, {}, context)).toBeUndefined();
    await typeOf(vpcToken).delete(id, {}, context);
  });

  test('that is gone is not updated', async () => {
    const { typeOf, context } = await serveProviders();
    const { update } = typeOf(vpcToken);
    await expect(update('vpc-0123456789abcdef0', vpcInputs, vpcInputs, context)).rejects.toThrow(
      'vpc-0123456789abcdef0 is gone; a refresh finds that out',
    );
  });

  test('that was changed elsewhere differs, and is put right', async () => {
    const { typeOf, creating, context, aws } = await serveProviders();
    const { create, read, diff, update } = typeOf(vpcToken);
    const { id, outputs } = await create(vpcInputs, creating());
    await aws.ec2.createTags({ Resources: [id], Tags: [{ Key: 'Name', Value: 'other' }] });
    const drifted = (await read(id, outputs, context)) ?? {};
    expect(drifted).toMatchObject({ tags: { Name: 'other' } });
    expect(diff(drifted, vpcInputs).changed).toEqual(['tags']);
    expect(await update(id, drifted, vpcInputs, context)).toEqual(outputs);
  });

  test('stays as others have made it where the program leaves that to them', async () => {
    const { typeOf, creating, context, aws } = await serveProviders();
    const { create, update } = typeOf(vpcToken);
    const { id, outputs } = await create(vpcInputs, creating());
    await aws.ec2.createTags({ Resources: [id], Tags: [{ Key: 'Name', Value: 'other' }] });
    const wanted = { ...vpcInputs, enableDnsHostnames: true };
    const leave = (now: Properties, inputs: Properties) => ({ ...inputs, tags: now.tags });
    const updated = await update(id, outputs, wanted, { ...context, leave });
    expect(updated).toMatchObject({ enableDnsHostnames: true, tags: { Name: 'other' } });
    expect(await update(id, updated, wanted, context)).toMatchObject(wanted);
  });

  test('says all that is wrong with its inputs', async () => {
    const { typeOf } = await serveProviders();
    const inputs = {
      cidrBlock: 16,
      enableDnsSupport: 'yes',
      ipv6CidrBlock: '::/0',
      tags: { a: 1 },
    };
    expect(typeOf(vpcToken).check(inputs)).toEqual([
      'cidrBlock: expected a string, got 16',
      'enableDnsSupport: expected true or false, got "yes"',
      expect.stringMatching(
        /^ipv6CidrBlock: expected one of cidrBlock, .*, got "::\/0"; to support it, add it in local\/engine\/providers\/ec2\/vpc.ts$/,
      ),
      'tags: expected strings under names, got {"a":1}',
    ]);
    expect(typeOf(vpcToken).check({})).toEqual(['cidrBlock: expected a string, got nothing']);
  });
});
