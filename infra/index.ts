// The stack on AWS, from its settings to its outputs:
//
//   the world ─▶ load balancer ─▶ fleet of the wanted release ─▶ table of messages
//
// The program runs anew at every preview and every up; docs/architecture.md shows what it makes.

import { createAlarms } from './alarms.ts';
import { readSettings } from './config.ts';
import { createDashboard } from './dashboard.ts';
import { createDatabase } from './database.ts';
import { createEndpoints } from './endpoints.ts';
import { createFleet } from './fleet.ts';
import { createFlowLogs } from './flowLogs.ts';
import { createIdentity } from './identity.ts';
import { createLoadBalancer } from './loadBalancer.ts';
import { createLogGroup } from './logs.ts';
import { createNetwork } from './network.ts';
import { readWantedRelease } from './release.ts';
import { createRollout } from './rollout.ts';
import { createSecurityGroups } from './securityGroups.ts';

const settings = readSettings();
const release = await readWantedRelease(settings);

const network = createNetwork(settings);
const groups = createSecurityGroups(settings, network);
const endpoints = createEndpoints(settings, { network, groups });
const loadBalancer = createLoadBalancer(settings, { network, groups });
createFlowLogs(settings, network);

const messages = createDatabase(settings);
const logs = createLogGroup(settings);
const identity = createIdentity(settings, { table: messages, logGroup: logs });

const fleet = createFleet(settings, {
  release,
  network,
  groups,
  endpoints,
  loadBalancer,
  identity,
  table: messages,
  logGroup: logs,
});
const alarms = createAlarms(settings, { fleet, loadBalancer });
const dashboard = createDashboard(settings, { fleet, loadBalancer, alarms, logGroup: logs });
createRollout(settings, { fleet, alarms, loadBalancer, logGroup: logs });

/** Where the app answers. */
export const url = loadBalancer.url;
export const loadBalancerDnsName = loadBalancer.loadBalancer.dnsName;
export const autoScalingGroupName = fleet.group.name;
export const launchTemplateId = fleet.template.id;
export const launchTemplateVersion = fleet.template.latestVersion;
export const tableName = messages.name;
export const logGroupName = logs.name;
export const dashboardUrl = dashboard.url;
export const releaseParameter = release.parameterName;
/** Alarms that undo a rollout. */
export const rolloutAlarmNames = alarms.guards.map(({ name }) => name);
