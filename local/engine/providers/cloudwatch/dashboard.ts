// aws:cloudwatch/dashboard:Dashboard. Its body is JSON, and the same whatever its spaces are.

import type { AwsOf } from '../aws.ts';
import { resourceType } from '../resourceType.ts';

export const dashboard = (awsOf: AwsOf) =>
  resourceType(awsOf, {
    file: 'cloudwatch/dashboard.ts',
    properties: {
      dashboardName: { is: 'string', required: true, replaces: true },
      dashboardBody: { is: 'document', required: true },
    },
    identity: ['dashboardName'],
    gone: ['DashboardNotFoundError', 'ResourceNotFound'],
    async create({ dashboardName, dashboardBody }, { cloudWatch }) {
      await cloudWatch.putDashboard({ DashboardName: dashboardName, DashboardBody: dashboardBody });
      return dashboardName;
    },
    async find({ dashboardName: DashboardName }, { cloudWatch }) {
      return (await cloudWatch.getDashboard({ DashboardName })).DashboardName;
    },
    isUnmarked: true,
    async read(DashboardName, { cloudWatch }) {
      const { DashboardArn, DashboardBody } = await cloudWatch.getDashboard({ DashboardName });
      return {
        dashboardArn: DashboardArn,
        dashboardName: DashboardName,
        dashboardBody: DashboardBody,
      };
    },
    changes: [
      {
        of: ['dashboardBody'],
        apply: (DashboardName, { dashboardBody: DashboardBody }, { cloudWatch }) =>
          cloudWatch.putDashboard({ DashboardName, DashboardBody }),
      },
    ],
    delete: (name, { cloudWatch }) => cloudWatch.deleteDashboards({ DashboardNames: [name] }),
  });
