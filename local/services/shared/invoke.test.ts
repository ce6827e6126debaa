import * as client from '@aws-sdk/client-ec2';
import { CreateNatGatewayCommand, CreateVpcCommand, EC2Client } from '@aws-sdk/client-ec2';
import { describe, expect, test } from 'vitest';
import { serveApi } from '../../testing/serveApi.ts';
import { AwsError } from '../../wire/awsError.ts';
import { defineService, type Handlers } from '../../wire/service.ts';
import type { Context } from './context.ts';
import { forgetOldCalls } from './invoke.ts';

const day = 24 * 60 * 60 * 1000;

async function serveEc2(handlers: Handlers<Context, typeof client>) {
  const service = defineService<Context, typeof client>(
    client,
    {
      signingName: 'ec2',
      version: '2016-11-15',
      protocols: ['ec2Query'],
      xmlNamespace: 'http://ec2.amazonaws.com/doc/2016-11-15/',
      target: 'AmazonEC2',
      isGlobal: false,
    },
    handlers,
  );
  const api = await serveApi(service);
  const rows = api.store.table<object>('made');
  return { api, ec2: new EC2Client(api.client), made: () => rows.list().length };
}

/** Makes a record of each call. */
const CreateVpc = (_input: object, { store }: Context) => {
  const VpcId = `vpc-${store.table('made').list().length + 1}`;
  store.table('made').put(VpcId, { VpcId });
  return { Vpc: { VpcId } };
};

const CreateNatGateway = ({ SubnetId = '' }, { store, now }: Context) => {
  const NatGatewayId = `nat-${store.table('made').list().length + 1}`;
  store.table('made').put(NatGatewayId, {});
  return { NatGateway: { NatGatewayId, SubnetId, CreateTime: now() } };
};

describe('A call', () => {
  test('that fails keeps nothing', async () => {
    const { ec2, made } = await serveEc2({
      CreateVpc(input, context) {
        CreateVpc(input, context);
        throw new AwsError('VpcLimitExceeded', 'The maximum number of VPCs has been reached.');
      },
    });
    await expect(ec2.send(new CreateVpcCommand())).rejects.toThrow('maximum number');
    expect(made()).toBe(0);
  });

  test('with DryRun keeps nothing, and says that it would have worked', async () => {
    const { ec2, made } = await serveEc2({ CreateVpc });
    const dryRun = ec2.send(new CreateVpcCommand({ DryRun: true }));
    await expect(dryRun).rejects.toMatchObject({
      name: 'DryRunOperation',
      message: 'Request would have succeeded, but DryRun flag is set.',
      $metadata: { httpStatusCode: 412 },
    });
    expect(made()).toBe(0);
    await ec2.send(new CreateVpcCommand({ DryRun: false }));
    expect(made()).toBe(1);
  });

  test('with DryRun that waits says so too, or why it would have failed', async () => {
    const { api, ec2 } = await serveEc2({
      async CreateVpc({ CidrBlock }) {
        if (!CidrBlock) throw new AwsError('MissingParameter', 'No CIDR block');
        return {};
      },
    });
    const dryRun = (CidrBlock?: string) =>
      ec2.send(new CreateVpcCommand({ DryRun: true, ...(CidrBlock && { CidrBlock }) }));
    await expect(dryRun('10.0.0.0/16')).rejects.toMatchObject({ name: 'DryRunOperation' });
    await expect(dryRun()).rejects.toMatchObject({ name: 'MissingParameter' });
    expect(api.defects).toEqual([]);
  });
});

describe("A client's token", () => {
  const create = (SubnetId: string, ClientToken = 'token') =>
    new CreateNatGatewayCommand({ SubnetId, ClientToken });

  test('makes a repeated call the same call', async () => {
    const { ec2, made } = await serveEc2({ CreateNatGateway });
    const { $metadata: _first, ...first } = await ec2.send(create('subnet-1'));
    const { $metadata: _again, ...again } = await ec2.send(create('subnet-1'));
    expect(again).toEqual(first);
    expect(first.NatGateway).toEqual({
      NatGatewayId: 'nat-1',
      SubnetId: 'subnet-1',
      CreateTime: new Date('2026-01-01T00:00:00Z'),
    });
    await ec2.send(create('subnet-1', 'other'));
    expect(made()).toBe(2);
  });

  test('is refused with other parameters', async () => {
    const { ec2, made } = await serveEc2({ CreateNatGateway });
    await ec2.send(create('subnet-1'));
    await expect(ec2.send(create('subnet-2'))).rejects.toMatchObject({
      name: 'IdempotentParameterMismatch',
    });
    expect(made()).toBe(1);
  });

  test('of a call that failed is free, and that of a dry run', async () => {
    let fails = true;
    const { ec2, made } = await serveEc2({
      CreateNatGateway(input, context) {
        const output = CreateNatGateway(input, context);
        if (fails) throw new AwsError('NatGatewayLimitExceeded', 'Too many');
        return output;
      },
    });
    await expect(ec2.send(create('subnet-1'))).rejects.toThrow('Too many');
    fails = false;
    const dryRun = new CreateNatGatewayCommand({
      SubnetId: 'subnet-1',
      ClientToken: 'token',
      DryRun: true,
    });
    await expect(ec2.send(dryRun)).rejects.toMatchObject({ name: 'DryRunOperation' });
    await ec2.send(create('subnet-1'));
    expect(made()).toBe(1);
  });

  test('is forgotten after a day', async () => {
    const { api, ec2, made } = await serveEc2({ CreateNatGateway });
    await ec2.send(create('subnet-1'));
    api.advance(day);
    await ec2.send(create('subnet-1'));
    expect(made()).toBe(1);
    api.advance(1);
    await ec2.send(create('subnet-2'));
    expect(made()).toBe(2);
  });

  test('is dropped from the store after a day', async () => {
    const { api, ec2 } = await serveEc2({ CreateNatGateway });
    await ec2.send(create('subnet-1'));
    const tokens = api.store.table('clientToken');
    const start = Date.parse('2026-01-01T00:00:00Z');
    forgetOldCalls(api.store, new Date(start + day));
    expect(tokens.list()).toHaveLength(1);
    forgetOldCalls(api.store, new Date(start + day + 1));
    expect(tokens.list()).toEqual([]);
  });
});
