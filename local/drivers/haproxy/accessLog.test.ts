import { expect, test } from 'vitest';
import { accessRecord } from './accessLog.ts';
import { LoadBalancerArn, TargetGroupArn } from './testing/routed.ts';

const at = Date.parse('2026-01-01T00:00:00.123Z');
const backend = 'to_targetgroup_web_73e2d6bc24d8a067';

test('A line of a target that answered', () => {
  const line = `request ${at} ${LoadBalancerArn} ${backend} 200 -- 120 4567 i-1:80_198.18.0.9_198.18.0.3,200,15250,0,10`;
  expect(accessRecord(line)).toEqual({
    at: new Date(at),
    LoadBalancerArn,
    TargetGroupArn,
    targetId: 'i-1:80',
    status: 200,
    targetStatus: 200,
    targetSeconds: 0.00525,
    receivedBytes: 120,
    sentBytes: 4567,
  });
});

test.each([
  ['whose target refused', `${backend} 502 -- 9 9 i-1:80_a_b,,,0,-1`, 502, 'i-1:80'],
  ['without targets', `${backend} 503 -- 9 9 <NOSRV>,,,-1,-1`, 503, undefined],
  ['that is lost on the way', `${backend} 502 SH 9 9 -`, 502, undefined],
  ['whose client left', `${backend} 400 CH 9 0 -`, 460, undefined],
])('A line %s has no status of a target', (_, rest, status, targetId) => {
  expect(accessRecord(`request ${at} ${LoadBalancerArn} ${rest}`)).toMatchObject({
    status,
    targetId,
    TargetGroupArn,
    targetStatus: undefined,
    targetSeconds: undefined,
  });
});

test('A client that leaves in the middle of an answer has got its status', () => {
  const line = `request ${at} ${LoadBalancerArn} ${backend} 200 CD 9 9 i-1:80_a_b,200,100,0,0`;
  expect(accessRecord(line)).toMatchObject({ status: 200, targetStatus: 200 });
});

test('An answer of the listener itself has no group', () => {
  const line = `request ${at} ${LoadBalancerArn} listener_app_web_1_2 404 LR 9 9 -`;
  expect(accessRecord(line)).toMatchObject({ status: 404, TargetGroupArn: undefined });
});

test('What HAProxy says of itself is no record', () => {
  expect(accessRecord('[NOTICE]   (123) : New worker (124) forked')).toBeUndefined();
  expect(accessRecord('')).toBeUndefined();
  expect(accessRecord('request cut')).toBeUndefined();
});
