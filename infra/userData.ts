// What cloud-init does on an instance's first boot: it writes the stack's settings for the app. Nothing here
// differs from release to release.

export type AppSettings = {
  readonly port: number;
  readonly messagesTable: string;
  readonly loadEnabled: boolean;
  /** Whose `X-Forwarded-*` is believed: a CIDR block with the load balancer's addresses. */
  readonly trustedProxies: string;
  /** For the agent that ships the log, into a stream named by the instance id. */
  readonly logGroup: string;
};

/** The port that the image's unit may bind (webapp/rootfs). */
const portOfImage = 8080;

/** A cloud-config document, of which JSON is a valid form. */
export function userData({ port, ...app }: AppSettings): string {
  const environment = {
    PORT: port,
    MESSAGES_TABLE: app.messagesTable,
    LOAD_ENABLED: app.loadEnabled,
    TRUSTED_PROXIES: app.trustedProxies,
    LOG_GROUP: app.logGroup,
  };
  const document = {
    ...(port !== portOfImage && { bootcmd: allowPort(port) }),
    write_files: [
      {
        path: '/etc/webapp/stack.env',
        permissions: '0644',
        content: Object.entries(environment)
          .map(([name, value]) => `${name}=${value}\n`)
          .join(''),
      },
    ],
  };
  return `#cloud-config\n${JSON.stringify(document, null, 2)}\n`;
}

/** The unit denies every other port. In bootcmd, since systemd has to read it before the unit starts. */
function allowPort(port: number): readonly (readonly string[])[] {
  const folder = '/etc/systemd/system/webapp.service.d';
  const dropIn = `[Service]\\nSocketBindAllow=tcp:${port}\\n`;
  return [
    ['sh', '-c', `mkdir -p ${folder} && printf '${dropIn}' >${folder}/port.conf`],
    ['systemctl', 'daemon-reload'],
  ];
}
