import { expect, test } from 'vitest';
import { serveElbv2 } from './testing/serveElbv2.ts';

test('Attributes have AWS’s defaults, change as told, and are known by name', async () => {
  const { elbv2, ...served } = await serveElbv2();
  const { LoadBalancerArn } = await served.makeLoadBalancer();
  const { TargetGroupArn } = await served.makeTargetGroup();
  const ListenerArn = await served.makeListener(LoadBalancerArn, TargetGroupArn);
  const describe = async () => {
    const { Attributes = [] } = await elbv2.describeListenerAttributes({ ListenerArn });
    return Object.fromEntries(Attributes.map(({ Key, Value }) => [Key, Value]));
  };
  const modify = (Key: string, Value: string) =>
    elbv2.modifyListenerAttributes({ ListenerArn, Attributes: [{ Key, Value }] });
  const header = (name: string) => `routing.http.response.${name}.header_value`;
  const defaults = {
    'routing.http.response.server.enabled': 'true',
    [header('strict_transport_security')]: '',
    [header('access_control_allow_origin')]: '',
    [header('access_control_allow_methods')]: '',
    [header('access_control_allow_headers')]: '',
    [header('access_control_allow_credentials')]: '',
    [header('access_control_expose_headers')]: '',
    [header('access_control_max_age')]: '',
    [header('content_security_policy')]: '',
    [header('x_content_type_options')]: '',
    [header('x_frame_options')]: '',
  };
  expect(await describe()).toEqual(defaults);
  await modify(header('x_frame_options'), 'DENY');
  expect(await describe()).toEqual({ ...defaults, [header('x_frame_options')]: 'DENY' });
  await expect(modify('tcp.idle_timeout.seconds', '60')).rejects.toMatchObject({
    name: 'ValidationError',
    message: "Listener attribute key 'tcp.idle_timeout.seconds' is not recognized",
  });
});
