// How a target group's health checks are set, with AWS's defaults and bounds.
// https://docs.aws.amazon.com/elasticloadbalancing/latest/application/target-group-health-checks.html

import type {
  ModifyTargetGroupInput,
  TargetGroup,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import type { TargetGroupRow } from '../../store/elbv2.ts';
import { invalidConfigurationRequest, validationError } from './errors.ts';
import { notBuilt } from './notBuilt.ts';

export type HealthChecks = Pick<
  TargetGroupRow,
  | 'HealthCheckEnabled'
  | 'HealthCheckProtocol'
  | 'HealthCheckPort'
  | 'HealthCheckPath'
  | 'HealthCheckIntervalSeconds'
  | 'HealthCheckTimeoutSeconds'
  | 'HealthyThresholdCount'
  | 'UnhealthyThresholdCount'
  | 'Matcher'
>;

export const defaultHealthChecks: HealthChecks = {
  HealthCheckEnabled: true,
  HealthCheckProtocol: 'HTTP',
  HealthCheckPort: 'traffic-port',
  HealthCheckPath: '/',
  HealthCheckIntervalSeconds: 30,
  HealthCheckTimeoutSeconds: 5,
  HealthyThresholdCount: 5,
  UnhealthyThresholdCount: 2,
  Matcher: { HttpCode: '200' },
};

/**
 * The settings that a request makes of those before; what it does not say stays.
 *
 * @throws AwsError for what may not be
 */
export function healthChecksFor(
  before: HealthChecks,
  input: Omit<ModifyTargetGroupInput, 'TargetGroupArn'>,
): HealthChecks {
  const after: HealthChecks = {
    HealthCheckEnabled: input.HealthCheckEnabled ?? before.HealthCheckEnabled,
    HealthCheckProtocol: input.HealthCheckProtocol ?? before.HealthCheckProtocol,
    HealthCheckPort: input.HealthCheckPort ?? before.HealthCheckPort,
    HealthCheckPath: input.HealthCheckPath ?? before.HealthCheckPath,
    HealthCheckIntervalSeconds:
      input.HealthCheckIntervalSeconds ?? before.HealthCheckIntervalSeconds,
    HealthCheckTimeoutSeconds: input.HealthCheckTimeoutSeconds ?? before.HealthCheckTimeoutSeconds,
    HealthyThresholdCount: input.HealthyThresholdCount ?? before.HealthyThresholdCount,
    UnhealthyThresholdCount: input.UnhealthyThresholdCount ?? before.UnhealthyThresholdCount,
    Matcher: input.Matcher ?? before.Matcher,
  };
  check(after);
  return after;
}

function check(settings: HealthChecks): void {
  const { HealthCheckProtocol, HealthCheckPort, HealthCheckPath } = settings;
  if (!settings.HealthCheckEnabled) {
    throw invalidConfigurationRequest(
      "Health check enabled must be true for target groups with target type 'instance'",
    );
  }
  if (HealthCheckProtocol === 'HTTPS') throw notBuilt('TargetGroup with HTTPS health checks');
  if (HealthCheckProtocol !== 'HTTP') {
    throw invalidConfigurationRequest(
      `Health check protocol '${HealthCheckProtocol}' is not supported for target groups with protocol 'HTTP'`,
    );
  }
  if (HealthCheckPort !== 'traffic-port' && !isPort(HealthCheckPort)) {
    throw validationError(
      `Health check port '${HealthCheckPort}' must be 'traffic-port' or between '1' and '65535' inclusively`,
    );
  }
  if (!HealthCheckPath.startsWith('/')) {
    throw validationError(`Health check path '${HealthCheckPath}' must begin with '/'`);
  }
  if (settings.HealthCheckTimeoutSeconds >= settings.HealthCheckIntervalSeconds) {
    throw validationError(
      `Health check timeout '${settings.HealthCheckTimeoutSeconds}' must be smaller than the interval '${settings.HealthCheckIntervalSeconds}'`,
    );
  }
  checkMatcher(settings.Matcher);
}

function isPort(text: string): boolean {
  return /^\d{1,5}$/.test(text) && Number(text) >= 1 && Number(text) <= 65_535;
}

/** Such as `200`, `200,302` or `200-399`. */
function checkMatcher({ HttpCode, GrpcCode }: NonNullable<TargetGroup['Matcher']>): void {
  if (GrpcCode !== undefined) {
    throw validationError(
      "Health check matcher gRPC code is not supported for protocol version 'HTTP1'",
    );
  }
  if (!HttpCode) throw validationError('Health check matcher HTTP code cannot be empty');
  for (const part of HttpCode.split(',')) {
    const [, from = '', to = from] = /^(\d{3})(?:-(\d{3}))?$/.exec(part) ?? [];
    if (Number(from) >= 200 && Number(to) <= 499 && from <= to && from !== '') continue;
    throw validationError(
      `Health check matcher HTTP code '${HttpCode}' must be within '200-499' inclusively`,
    );
  }
}
