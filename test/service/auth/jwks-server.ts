/** A server of key sets for tests, which can answer in every wrong way; and a clock that the test moves. */
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { NOW } from './issuer.js';

export interface JwksServer {
  readonly url: string;
  /** Requests so far. */
  fetched: number;
  /** Called for each request. */
  answer: (response: ServerResponse) => void;
  close(): Promise<void>;
}

export const json = (value: unknown) => (response: ServerResponse) =>
  void response.end(JSON.stringify(value));

export async function jwksServer(answer: JwksServer['answer']): Promise<JwksServer> {
  const server = createServer((_request, response) => {
    self.fetched += 1;
    self.answer(response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const self: JwksServer = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/jwks.json`,
    fetched: 0,
    answer,
    close: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
  return self;
}

/** A clock that stands still until it is moved. */
export class Clock {
  #seconds = NOW;
  readonly now = () => new Date(this.#seconds * 1000);

  get seconds(): number {
    return this.#seconds;
  }

  move(seconds: number): void {
    this.#seconds += seconds;
  }
}
