// The attributes that HTTP listeners have, with AWS's defaults; those for TLS are HTTPS listeners' alone.
// https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_ListenerAttribute.html

import { type AttributeTable, flag, text } from './attributes.ts';

export const listenerAttributes: AttributeTable = {
  'routing.http.response.server.enabled': flag(true),
  ...Object.fromEntries(
    [
      'strict_transport_security',
      'access_control_allow_origin',
      'access_control_allow_methods',
      'access_control_allow_headers',
      'access_control_allow_credentials',
      'access_control_expose_headers',
      'access_control_max_age',
      'content_security_policy',
      'x_content_type_options',
      'x_frame_options',
    ].map((header) => [`routing.http.response.${header}.header_value`, text()]),
  ),
};
