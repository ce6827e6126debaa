import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createPackerSteps } from './packerSteps.ts';

const output = `amazon-ebs.webapp: output will be in this color.

==> amazon-ebs.webapp: Prevalidating any provided VPC information
==> amazon-ebs.webapp: Launching a source AWS instance...
    amazon-ebs.webapp: Instance ID: i-0af
==> amazon-ebs.webapp: Creating AMI rollover-webapp-67b0…-41ed from instance i-0af
==> amazon-ebs.webapp: Waiting for AMI to become ready...
Build 'amazon-ebs.webapp' finished after 21 seconds.
`;

test('Its steps are told, in whatever pieces its output comes', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 90 }), { maxLength: 20 }), (sizes) => {
      const said: string[] = [];
      const show = createPackerSteps((line) => said.push(line));
      const bytes = Buffer.from(output);
      let at = 0;
      for (const size of sizes) {
        show(bytes.subarray(at, at + size));
        at += size;
      }
      show(bytes.subarray(at));
      expect(said).toEqual([
        '  Launching a source AWS instance',
        '  Waiting for AMI to become ready',
      ]);
    }),
  );
});
