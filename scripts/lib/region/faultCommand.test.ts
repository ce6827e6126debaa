import { expect, test } from 'vitest';
import { type FaultOptions, faultOf } from './faultCommand.ts';

const options = (given: Partial<FaultOptions>): FaultOptions => ({
  ...{ seconds: undefined, unit: undefined, zone: undefined },
  ...{ code: undefined, times: undefined, cpuPercent: undefined },
  ...given,
});

test.each([
  ['InternalFailure', undefined, 500],
  ['ServiceUnavailable', 'ServiceUnavailable', 500],
  ['AccessDeniedException', 'AccessDeniedException', 403],
  ['UnauthorizedOperation', 'UnauthorizedOperation', 403],
])(
  'Calls fail with %s as AWS answers it: what is denied is not worth another attempt',
  (code, asked, status) => {
    expect(faultOf('fail', 'ssm.PutParameter', options({ code: asked }))).toEqual({
      ...{ kind: 'fail-calls', operation: 'ssm.PutParameter', code, status },
    });
  },
);
