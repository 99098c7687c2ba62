import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';

/**
 * Distinct TCP ports of 127.0.0.1 that nobody listens on. They are free when this returns; another program may take
 * one before it is used, so a caller reports, or tries again, when its server cannot bind.
 */
export async function freePorts(count: number): Promise<number[]> {
  const servers = Array.from({ length: count }, () => createServer().listen(0, '127.0.0.1'));
  await Promise.all(servers.map((server) => once(server, 'listening')));
  const ports = servers.map((server) => (server.address() as AddressInfo).port);
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}

/** Whether a server could listen on this port of this address now. */
export async function isPortFree(port: number, host: string): Promise<boolean> {
  const server = createServer();
  try {
    server.listen(port, host);
    await once(server, 'listening');
    return true;
  } catch {
    return false;
  } finally {
    server.close();
  }
}
