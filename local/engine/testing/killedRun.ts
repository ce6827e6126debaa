// An `up` of a test's program in a process of its own, which kills itself at a moment of the cloud:
//
//   node killedRun.ts <folder of the test> <file of the cloud> <moment, such as `after create b`>

import { createFileCloud } from './fileCloud.ts';
import { upIn } from './programs.ts';

const [directory = '', file = '', last = ''] = process.argv.slice(2);

await upIn(directory, {
  cloud: createFileCloud(file, (moment) => {
    if (moment === last) process.kill(process.pid, 'SIGKILL');
  }),
});
