import { freePorts } from '../../host/processes/free-ports.ts';
import type { AcquireOptions, Server } from '../component.ts';
import { startPrivateServer } from '../private-server.ts';
import { askBroker, PROBE_MS, READY } from './broker.ts';
import { brokerUser, definitions, vhostNames, vhostNamespaces, vhostUrl } from './namespaces.ts';
import { nodeEnvironment, writeNodeFolder } from './node-folder.ts';
import { findEpmd } from './server.ts';

/**
 * Starts a RabbitMQ node of the run's own, in `<workDir>/rabbitmq`. Left to itself the broker would start its port mapper `epmd` as a
 * daemon, which outlives it: here both are children of the guardian.
 *
 * @param program the `rabbitmq-server` script, see `findRabbitMqServer`
 * @throws see `startPrivateServer`
 */
export async function startPrivateNode(program: string, options: AcquireOptions): Promise<Server> {
  const epmd = await findEpmd();
  const plan = async () => {
    const [amqpPort = 0, distributionPort = 0, epmdPort = 0] = await freePorts(3);
    const user = brokerUser();
    const vhosts = vhostNames(options.namespaces);
    const folder = await writeNodeFolder(options.workDir, amqpPort, definitions(user, vhosts));
    const ready = vhostUrl(user, amqpPort, vhosts.at(-1) ?? '/');
    return {
      ...{ name: 'rabbitmq', program, args: [], port: amqpPort },
      env: nodeEnvironment(options.runId, folder, { amqpPort, distributionPort, epmdPort }),
      ...{ folder: folder.root, data: folder.database, log: folder.log },
      helper: {
        ...{ name: 'epmd', command: epmd, port: epmdPort },
        args: ['-port', String(epmdPort), '-address', '127.0.0.1'],
      },
      ...{ ready: READY, ask: () => askBroker(ready, PROBE_MS) },
      freshNamespace: vhostNamespaces(user, amqpPort, vhosts),
    };
  };
  return startPrivateServer(plan, options);
}
