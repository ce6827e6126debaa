// For tests: an app behind a URL, on this machine.

import { createServer, type RequestListener } from 'node:http';
import { onTestFinished } from 'vitest';

/** Serves until the test has finished. */
export async function serveApp(listener: RequestListener): Promise<URL> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  return new URL(`http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}/`);
}
