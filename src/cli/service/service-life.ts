/** The life of a service: it listens, until it is asked to stop; then it answers what came before, and ends. */
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { FastifyInstance } from 'fastify';
import { FAILURE, FailureError, FINE, messageOf } from '../process/cli-errors.js';
import { SIGNAL_EXITS } from '../process/interruption.js';
import { stderr } from '../terminal/output.js';

/** Milliseconds for requests that are being answered, and for the store. */
const GRACE = 30_000;

/** @throws FailureError when the address cannot be had */
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
  EADDRINUSE: ['the port is taken', 'Choose another one with --port, or end the program that has it.'],
  EACCES: ['this user may not', 'Choose a port from 1024 on.'],
  EADDRNOTAVAIL: ['this machine does not have that address', 'Check --host.'],
  ENOTFOUND: ['there is no such host', 'Check --host.'],
};

interface Life {
  readonly app: FastifyInstance;
  /** Milliseconds between the signal and the end, for balancers to notice; all is answered as before. */
  readonly drain: number;
  /** After the last answer. */
  readonly close: () => Promise<void>;
  readonly onHangUp: () => Promise<void>;
}

/** Resolves with the exit code when the service has been asked to stop and has stopped. */
export async function untilStopped({ app, drain, close, onHangUp }: Life): Promise<number> {
  let reading: Promise<void> = Promise.resolve();
  const hangUp = (): void => {
    // One reading after the other: the last one counts.
    reading = reading.then(onHangUp);
  };
  process.on('SIGHUP', hangUp);
  const signal = await firstSignal();
  process.off('SIGHUP', hangUp);
  for (const [name, exit] of Object.entries(SIGNAL_EXITS)) process.once(name, () => process.exit(exit));
  stderr(`olx-abtest: ${signal}: answering what has come; once more ends at once\n`);
  app.drain();
  if (drain > 0) await sleep(drain);
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
    stderr(`olx-abtest: The service did not stop well: ${messageOf(error)}\n`);
  }
  process.exit(FAILURE);
}
