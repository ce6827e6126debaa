// Changes of a load balancer's network.

import { elbv2Tables } from '../../store/elbv2.ts';
import { invalidConfigurationRequest, kinds, validationError } from './errors.ts';
import {
  putInterfaces,
  resolveGroups,
  resolveNetwork,
  setGroups,
} from './loadBalancerInterfaces.ts';
import { shownLoadBalancer } from './loadBalancers.ts';
import { notBuilt } from './notBuilt.ts';
import { byArn } from './records.ts';
import type { Elbv2Operations } from './service.ts';

export const loadBalancerNetworkOperations: Elbv2Operations = {
  SetSecurityGroups({ LoadBalancerArn, SecurityGroups = [] }, context) {
    const row = byArn(
      elbv2Tables(context.store).loadBalancers,
      kinds.loadBalancer,
      LoadBalancerArn,
    );
    if (SecurityGroups.length === 0) {
      throw validationError('At least one security group must be specified');
    }
    const groups = resolveGroups(context, row.VpcId, SecurityGroups);
    setGroups(context, row, groups);
    return { SecurityGroupIds: groups.map(({ GroupId }) => GroupId) };
  },

  SetSubnets({ LoadBalancerArn, Subnets, SubnetMappings, IpAddressType = 'ipv4' }, context) {
    if (IpAddressType !== 'ipv4') throw notBuilt('SetSubnets with IPv6');
    const row = byArn(
      elbv2Tables(context.store).loadBalancers,
      kinds.loadBalancer,
      LoadBalancerArn,
    );
    const { Scheme, SecurityGroups } = row;
    const subnets = { Subnets, SubnetMappings };
    const network = resolveNetwork(context, { ...subnets, Scheme, SecurityGroups });
    if (network.VpcId !== row.VpcId) {
      throw invalidConfigurationRequest(
        `The subnets must belong to the load balancer's VPC '${row.VpcId}'`,
      );
    }
    const placed = putInterfaces(context, row, network.subnets);
    const { AvailabilityZones } = shownLoadBalancer(placed);
    return { AvailabilityZones, IpAddressType };
  },

  SetIpAddressType({ LoadBalancerArn, IpAddressType }, { store }) {
    byArn(elbv2Tables(store).loadBalancers, kinds.loadBalancer, LoadBalancerArn);
    if (IpAddressType !== 'ipv4') throw notBuilt('SetIpAddressType to IPv6');
    return { IpAddressType };
  },
};
