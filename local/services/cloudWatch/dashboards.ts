// Dashboards: kept and shown as JSON. Of their widgets only what AWS checks of every one is checked.

import { cloudWatchTables } from '../../store/cloudWatch.ts';
import { AwsError } from '../../wire/awsError.ts';
import { paginate } from '../shared/pagination.ts';
import { dashboardArn } from './arns.ts';
import { dashboardInvalidInput, dashboardNotFound } from './errors.ts';
import type { CloudWatchOperations } from './service.ts';

const maxBody = 1_048_576;
const maxWidgets = 500;

export const dashboardOperations: CloudWatchOperations = {
  PutDashboard({ DashboardName = '', DashboardBody = '' }, context) {
    if (!/^[\w-]{1,255}$/.test(DashboardName)) {
      throw dashboardInvalidInput(
        `The value ${DashboardName} for field DashboardName contains invalid characters. ` +
          'It can only contain alphanumerics, dash (-) and underscore (_).',
      );
    }
    checkBody(DashboardBody);
    cloudWatchTables(context.store).dashboards.put(DashboardName, {
      DashboardName,
      DashboardArn: dashboardArn(context, DashboardName),
      DashboardBody,
      LastModified: context.now(),
    });
    return { DashboardValidationMessages: [] };
  },

  GetDashboard({ DashboardName = '' }, { store }) {
    const row = cloudWatchTables(store).dashboards.get(DashboardName);
    if (!row) throw dashboardNotFound(DashboardName);
    const { DashboardArn, DashboardBody } = row;
    return { DashboardArn, DashboardBody, DashboardName };
  },

  ListDashboards({ DashboardNamePrefix = '', NextToken }, { store }) {
    const rows = cloudWatchTables(store)
      .dashboards.list()
      .filter(({ DashboardName }) => DashboardName.startsWith(DashboardNamePrefix))
      .sort((a, b) => (a.DashboardName < b.DashboardName ? -1 : 1));
    const { items, nextToken } = paginate(
      rows,
      ({ DashboardName }) => DashboardName,
      { token: NextToken, size: undefined },
      { min: 1, max: 1000, name: 'MaxRecords' },
      'InvalidParameterValue',
    );
    const DashboardEntries = items.map(({ DashboardBody, ...entry }) => ({
      ...entry,
      Size: Buffer.byteLength(DashboardBody),
    }));
    return { DashboardEntries, NextToken: nextToken };
  },

  DeleteDashboards({ DashboardNames = [] }, { store }) {
    const { dashboards } = cloudWatchTables(store);
    const missing = DashboardNames.find((name) => !dashboards.get(name));
    if (missing !== undefined) throw dashboardNotFound(missing);
    for (const name of DashboardNames) dashboards.delete(name);
    return {};
  },
};

function checkBody(text: string): void {
  if (text.length > maxBody) {
    throw dashboardInvalidInput(`The field DashboardBody must be at most ${maxBody} characters`);
  }
  const body = parsed(text);
  const widgets = isRecord(body) ? body.widgets : undefined;
  if (!Array.isArray(widgets)) {
    throw dashboardInvalidInput(
      'The dashboard body is invalid, there are 1 validation errors: [ { "dataPath": "/", ' +
        '"message": "Should have required property widgets" } ]',
    );
  }
  if (widgets.length > maxWidgets) {
    throw new AwsError('LimitExceeded', `A dashboard can have up to ${maxWidgets} widgets`);
  }
  const wrong = widgets.findIndex(
    (widget) =>
      !isRecord(widget) || typeof widget.type !== 'string' || !isRecord(widget.properties),
  );
  if (wrong < 0) return;
  throw dashboardInvalidInput(
    `The dashboard body is invalid, there are 1 validation errors: [ { "dataPath": "/widgets/${wrong}", ` +
      '"message": "Should have properties type and properties" } ]',
  );
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw dashboardInvalidInput('The field DashboardBody must be a valid JSON object');
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
