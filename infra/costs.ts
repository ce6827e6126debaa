// What a stack costs per month, at rest: its settings times AWS's list prices, as of 2026 in us-east-1, for
// 730 hours. Traffic, storage and what scaling adds come on top; free tiers are left out.

import type { Settings } from './config.ts';
import { interfaceServices } from './endpoints.ts';

const hours = 730;
const prices = {
  loadBalancerHour: 0.0225,
  publicAddressHour: 0.005,
  /** With its address. */
  natGatewayHour: 0.05,
  interfaceEndpointHour: 0.01,
  gp3GibMonth: 0.08,
  /** Of detailed monitoring and custom metrics, each. */
  metricMonth: 0.3,
  alarmMonth: 0.1,
  dashboardMonth: 3,
  hostedZoneMonth: 0.5,
} as const;

const instanceHour: Readonly<Record<string, number>> = {
  't3.micro': 0.0104,
  't3.small': 0.0208,
  't3.medium': 0.0416,
  't4g.micro': 0.0084,
  't4g.small': 0.0168,
  't4g.medium': 0.0336,
};

/** Detailed monitoring of an instance counts as so many metrics. */
const metricsOfInstance = 7;
const alarmsOfStack = 11;
const alarmsOfScalingPolicy = 2;

export type Cost = {
  readonly item: string;
  /** Undefined where the price of the instance type is not known here. */
  readonly dollars: number | undefined;
};

export function monthlyCosts(settings: Settings): readonly Cost[] {
  const { zones, minSize, instanceType, wayOut, requestsPerTarget, hostedZoneId } = settings;
  const alarms = alarmsOfStack + alarmsOfScalingPolicy * (requestsPerTarget === undefined ? 1 : 2);
  const hourly = instanceHour[instanceType];
  return [
    { item: 'Load balancer', dollars: prices.loadBalancerHour * hours },
    {
      item: `Its public addresses, ${zones}`,
      dollars: prices.publicAddressHour * hours * zones,
    },
    {
      item: `Instances, ${minSize} × ${instanceType}`,
      dollars: hourly === undefined ? undefined : hourly * hours * minSize,
    },
    {
      item: `Their volumes, ${minSize} × ${settings.volumeGib} GiB`,
      dollars: prices.gp3GibMonth * settings.volumeGib * minSize,
    },
    {
      item: 'Their metrics, each minute',
      dollars: prices.metricMonth * (metricsOfInstance * minSize + 1),
    },
    { item: wayOutItem(settings), dollars: wayOutDollars(wayOut, zones) },
    { item: `Alarms, ${alarms}`, dollars: prices.alarmMonth * alarms },
    { item: 'Dashboard', dollars: prices.dashboardMonth },
    ...(hostedZoneId === undefined
      ? []
      : [{ item: 'Hosted zone', dollars: prices.hostedZoneMonth }]),
  ];
}

function wayOutItem({ wayOut, zones }: Settings): string {
  switch (wayOut) {
    case 'nat':
      return 'NAT gateway, 1';
    case 'nat-per-zone':
      return `NAT gateways, ${zones}`;
    case 'endpoints':
      return `Interface endpoints, ${interfaceServices.length} in ${zones} zones`;
  }
}

function wayOutDollars(wayOut: Settings['wayOut'], zones: number): number {
  switch (wayOut) {
    case 'nat':
      return prices.natGatewayHour * hours;
    case 'nat-per-zone':
      return prices.natGatewayHour * hours * zones;
    case 'endpoints':
      return prices.interfaceEndpointHour * hours * interfaceServices.length * zones;
  }
}
