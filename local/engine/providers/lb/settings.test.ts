import { describe, expect, test } from 'vitest';
import { fromActions, toActions } from './actions.ts';
import { changedAttributesOf, fromTargetGroupAttributes } from './targetGroupSettings.ts';

describe('Attributes', () => {
  const cookies = [
    { Key: 'stickiness.enabled', Value: 'true' },
    { Key: 'stickiness.type', Value: 'app_cookie' },
    { Key: 'stickiness.app_cookie.cookie_name', Value: 'session' },
    { Key: 'stickiness.app_cookie.duration_seconds', Value: '120' },
    { Key: 'stickiness.lb_cookie.duration_seconds', Value: '60' },
  ];
  const stickiness = {
    type: 'app_cookie',
    enabled: true,
    cookieName: 'session',
    cookieDuration: 120,
  };

  test('of stickiness are those of its type', () => {
    expect(fromTargetGroupAttributes(cookies)).toEqual({ stickiness });
    expect(changedAttributesOf({ stickiness }, {})).toEqual(
      expect.arrayContaining(cookies.slice(0, 4)),
    );
  });

  test('are sent where they differ, as texts', () => {
    const olds = { deregistrationDelay: 300, slowStart: 0, stickiness };
    expect(changedAttributesOf({ ...olds, deregistrationDelay: 20 }, olds)).toEqual([
      { Key: 'deregistration_delay.timeout_seconds', Value: '20' },
    ]);
  });

  test('that are not known here are left alone', () => {
    expect(fromTargetGroupAttributes([{ Key: 'proxy_protocol_v2.enabled', Value: 'on' }])).toEqual(
      {},
    );
  });
});

test('Actions are in the order of their list', () => {
  const actions = [
    { type: 'redirect', redirect: { port: '443', protocol: 'HTTPS', statusCode: 'HTTP_301' } },
    { type: 'forward', forward: { targetGroups: [{ arn: 'one', weight: 1 }] } },
  ];
  const asked = toActions(actions);
  expect(asked).toEqual([
    {
      Order: 1,
      Type: 'redirect',
      RedirectConfig: {
        Port: '443',
        Protocol: 'HTTPS',
        StatusCode: 'HTTP_301',
      },
    },
    {
      Order: 2,
      Type: 'forward',
      ForwardConfig: { TargetGroups: [{ TargetGroupArn: 'one', Weight: 1 }] },
    },
  ]);
  expect(fromActions(asked)).toMatchObject(actions);
});
