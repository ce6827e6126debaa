import { describe, expect, test } from 'vitest';
import { filter, serveNetworking } from './testing/serveNetworking.ts';

async function serveTables() {
  const served = await serveNetworking();
  const VpcId = await served.makeVpc();
  const makeTable = async () => {
    const { RouteTable } = await served.ec2.createRouteTable({ VpcId });
    return RouteTable?.RouteTableId ?? '';
  };
  const tableOf = async (name: string, value: string) => {
    const { RouteTables = [] } = await served.ec2.describeRouteTables({
      Filters: [filter('vpc-id', VpcId), filter(name, value)],
    });
    return RouteTables.map(({ RouteTableId }) => RouteTableId);
  };
  return { ...served, VpcId, makeTable, tableOf, SubnetId: await served.makeSubnet(VpcId) };
}

test('A table has its tags, and goes when nothing uses it', async () => {
  const { ec2, VpcId } = await serveTables();
  const { RouteTable } = await ec2.createRouteTable({
    VpcId,
    TagSpecifications: [{ ResourceType: 'route-table', Tags: [{ Key: 'Name', Value: 'public' }] }],
  });
  const RouteTableId = RouteTable?.RouteTableId ?? '';
  const { RouteTables } = await ec2.describeRouteTables({
    Filters: [filter('tag:Name', 'public')],
  });
  expect(RouteTables).toMatchObject([{ RouteTableId, VpcId, Associations: [] }]);
  await ec2.deleteRouteTable({ RouteTableId });
  await expect(ec2.describeRouteTables({ RouteTableIds: [RouteTableId] })).rejects.toMatchObject({
    name: 'InvalidRouteTableID.NotFound',
  });
});

describe('A subnet', () => {
  test('is associated, moved to another table, and set free', async () => {
    const { ec2, makeTable, tableOf, SubnetId } = await serveTables();
    const [first, second] = [await makeTable(), await makeTable()];
    const associated = await ec2.associateRouteTable({ RouteTableId: first, SubnetId });
    expect(associated).toMatchObject({
      AssociationId: expect.stringMatching(/^rtbassoc-/),
      AssociationState: { State: 'associated' },
    });
    await expect(ec2.deleteRouteTable({ RouteTableId: first })).rejects.toMatchObject({
      name: 'DependencyViolation',
    });

    const { NewAssociationId = '' } = await ec2.replaceRouteTableAssociation({
      AssociationId: associated.AssociationId,
      RouteTableId: second,
    });
    expect(await tableOf('association.subnet-id', SubnetId)).toEqual([second]);
    expect(await tableOf('association.route-table-association-id', NewAssociationId)).toEqual([
      second,
    ]);

    await ec2.disassociateRouteTable({ AssociationId: NewAssociationId });
    expect(await tableOf('association.subnet-id', SubnetId)).toEqual([]);
    await expect(
      ec2.disassociateRouteTable({ AssociationId: NewAssociationId }),
    ).rejects.toMatchObject({ name: 'InvalidAssociationID.NotFound' });
  });

  test('has one table at a time; the same one again is the same association', async () => {
    const { ec2, makeTable, SubnetId } = await serveTables();
    const [first, second] = [await makeTable(), await makeTable()];
    const { AssociationId } = await ec2.associateRouteTable({ RouteTableId: first, SubnetId });
    const again = await ec2.associateRouteTable({ RouteTableId: first, SubnetId });
    expect(again.AssociationId).toBe(AssociationId);
    await expect(ec2.associateRouteTable({ RouteTableId: second, SubnetId })).rejects.toMatchObject(
      { name: 'Resource.AlreadyAssociated' },
    );
  });

  test('of another VPC is refused', async () => {
    const { ec2, makeTable, makeVpc, makeSubnet } = await serveTables();
    const SubnetId = await makeSubnet(await makeVpc());
    await expect(
      ec2.associateRouteTable({ RouteTableId: await makeTable(), SubnetId }),
    ).rejects.toMatchObject({ name: 'InvalidParameterValue' });
  });
});

describe('The main table', () => {
  test('can be neither deleted nor disassociated', async () => {
    const { ec2, VpcId } = await serveTables();
    const { RouteTables = [] } = await ec2.describeRouteTables({
      Filters: [filter('vpc-id', VpcId), filter('association.main', 'true')],
    });
    const [main] = RouteTables;
    await expect(ec2.deleteRouteTable({ RouteTableId: main?.RouteTableId })).rejects.toMatchObject({
      name: 'DependencyViolation',
    });
    const AssociationId = main?.Associations?.[0]?.RouteTableAssociationId;
    await expect(ec2.disassociateRouteTable({ AssociationId })).rejects.toMatchObject({
      name: 'InvalidParameterValue',
      message: `cannot disassociate the main route table association ${AssociationId}`,
    });
  });

  test('is another one after its association was replaced', async () => {
    const { ec2, VpcId, makeTable, tableOf } = await serveTables();
    const RouteTableId = await makeTable();
    const [before = ''] = await tableOf('association.main', 'true');
    const { RouteTables } = await ec2.describeRouteTables({ RouteTableIds: [before] });
    await ec2.replaceRouteTableAssociation({
      AssociationId: RouteTables?.[0]?.Associations?.[0]?.RouteTableAssociationId,
      RouteTableId,
    });
    expect(await tableOf('association.main', 'true')).toEqual([RouteTableId]);
    await ec2.deleteRouteTable({ RouteTableId: before });
    expect(await tableOf('vpc-id', VpcId)).toEqual([RouteTableId]);
  });
});

test('A gateway has a table too', async () => {
  const { ec2, VpcId, makeTable, makeInternetGateway, tableOf } = await serveTables();
  const RouteTableId = await makeTable();
  const GatewayId = await makeInternetGateway(VpcId);
  await ec2.associateRouteTable({ RouteTableId, GatewayId });
  expect(await tableOf('association.gateway-id', GatewayId)).toEqual([RouteTableId]);
});
