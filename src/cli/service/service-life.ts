/** The life cycle of a service: it listens until it receives a signal, finishes open requests, and ends. */
import type { AddressInfo } from 'node:net';
import type { FastifyInstance } from 'fastify';
import { FAILURE, FailureError, FINE, messageOf, printError } from '../process/cli-errors.js';
import { SIGNAL_EXITS } from '../process/interruption.js';
import { stderr } from '../terminal/output.js';

/** Milliseconds to finish open requests and close the store. */
const GRACE = 30_000;

/** @throws FailureError when the service cannot listen on the address */
export async function listen(app: FastifyInstance, host: string, port: number): Promise<string> {
  try {
    await app.listen({ host, port, backlog: 4096 });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const why = WHY[code ?? ''];
    if (why === undefined) throw error;
    throw new FailureError(`The service cannot listen on ${host}, port ${port}: ${why[0]}`, why[1], error);
  }
  const { address, family, port: own } = app.server.address() as AddressInfo;
  return `http://${family === 'IPv6' ? `[${address}]` : address}:${own}`;
}

const WHY: Readonly<Record<string, readonly [string, string]>> = {
  EADDRINUSE: ['the port is in use', 'Choose another port with --port, or end the program that uses it.'],
  EACCES: ['this user is not permitted to', 'Choose a port of at least 1024.'],
  EADDRNOTAVAIL: ['this machine does not have that address', 'Check --host.'],
  ENOTFOUND: ['the host does not exist', 'Check --host.'],
};

interface Life {
  readonly app: FastifyInstance;
  /** Milliseconds between the signal and the shutdown, for load balancers to notice; requests are still answered. */
  readonly drain: number;
  /** Called after the last response. */
  readonly close: () => Promise<void>;
  readonly onHangUp: () => Promise<void>;
}

/** Resolves with the exit code after the service was stopped. */
export async function untilStopped({ app, drain, close, onHangUp }: Life): Promise<number> {
  let reading: Promise<void> = Promise.resolve();
  const hangUp = (): void => {
    // Readings run in sequence: the last one counts.
    reading = reading.then(onHangUp);
  };
  process.on('SIGHUP', hangUp);
  const signal = await firstSignal();
  process.off('SIGHUP', hangUp);
  for (const [name, exit] of Object.entries(SIGNAL_EXITS)) process.once(name, () => process.exit(exit));
  stderr(`olx-abtest: ${signal}: finishing open requests; send it again to stop immediately\n`);
  app.drain();
  if (drain > 0) await new Promise((waited) => setTimeout(waited, drain));
  return inTime(async () => {
    await app.close();
    await reading;
    await close();
    stderr('olx-abtest: stopped\n');
  });
}

function firstSignal(): Promise<string> {
  return new Promise((resolve) => {
    const names = Object.keys(SIGNAL_EXITS);
    const listener = (signal: string): void => {
      for (const name of names) process.off(name, listener);
      resolve(signal);
    };
    for (const name of names) process.on(name, listener);
  });
}

async function inTime(stop: () => Promise<void>): Promise<number> {
  const late = new Promise<'late'>((resolve) => setTimeout(resolve, GRACE, 'late').unref());
  try {
    if ((await Promise.race([stop(), late])) !== 'late') return FINE;
    stderr(`olx-abtest: stopped after ${GRACE / 1000} s with connections still open\n`);
  } catch (error) {
    stderr(`olx-abtest: The service did not stop cleanly: ${messageOf(error)}\n`);
  }
  process.exit(FAILURE);
}

/** At the start, when the key set at the URL cannot be fetched. */
export async function sayMissingKeys(keys: FastifyInstance['keys']): Promise<void> {
  const reason = (await keys?.settled()) ?? null;
  if (reason === null) return;
  stderr(`olx-abtest: the key set cannot be fetched: ${reason}\n`);
  stderr('  Until it can, tokens are answered with 503; the service keeps trying.\n');
}

/** On SIGHUP. What cannot be read stays as it is. */
export async function readKeysAgain({ keys, sessions }: FastifyInstance): Promise<void> {
  await readAgain(keys, 'the keys of tokens', 'keys are');
  await readAgain(sessions, 'the secret of sessions', 'secret is');
}

async function readAgain(
  source: { reload(): Promise<void> } | null,
  what: string,
  kept: string,
): Promise<void> {
  if (source === null) return;
  try {
    await source.reload();
    stderr(`olx-abtest: read again: ${what}\n`);
  } catch (error) {
    printError(error);
    stderr(`olx-abtest: the current ${kept} kept\n`);
  }
}
