// aws:ec2/routeTable:RouteTable, whose routes are resources of their own.

import { type AwsOf, arnOf } from '../aws.ts';
import { resourceType } from '../resourceType.ts';
import { changeTags, findByToken, tagged, tagsOf, withTags } from './tags.ts';

export const routeTable = (awsOf: AwsOf) =>
  resourceType(awsOf, {
    file: 'ec2/routeTable.ts',
    properties: { vpcId: { is: 'string', required: true, replaces: true }, ...tagged },
    gone: ['InvalidRouteTableID.NotFound'],
    inUse: ['DependencyViolation'],
    async create({ vpcId, tags }, { ec2 }, token) {
      const { RouteTable } = await ec2.createRouteTable({
        VpcId: vpcId,
        ...withTags('route-table', tags, token),
      });
      return RouteTable?.RouteTableId ?? '';
    },
    find: findByToken,
    async read(id, aws) {
      const { RouteTables } = await aws.ec2.describeRouteTables({ RouteTableIds: [id] });
      const table = RouteTables?.[0];
      return (
        table && {
          arn: arnOf(aws, 'ec2', table.OwnerId, `route-table/${id}`),
          ownerId: table.OwnerId,
          vpcId: table.VpcId,
          ...tagsOf(table.Tags),
        }
      );
    },
    changes: [changeTags],
    delete: (RouteTableId, { ec2 }) => ec2.deleteRouteTable({ RouteTableId }),
  });
