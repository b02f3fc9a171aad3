/** The server's side of PostgreSQL's protocol: https://www.postgresql.org/docs/current/protocol-message-formats.html */
import { Duplex } from 'node:stream';

/** A message of a client: its type, a letter, and its body. The first one, which has no type, is `startup`. */
export interface Message {
  readonly type: string;
  readonly body: Buffer;
}

/** Splits what a client sends into messages. */
export class MessageReader {
  #buffer = Buffer.alloc(0);
  #started = false;

  read(chunk: Buffer): Message[] {
    this.#buffer = Buffer.concat([this.#buffer, chunk]);
    const messages: Message[] = [];
    for (;;) {
      const head = this.#started ? 1 : 0;
      if (this.#buffer.length < head + 4) return messages;
      const length = head + this.#buffer.readInt32BE(head);
      if (this.#buffer.length < length) return messages;
      const type = this.#started ? String.fromCharCode(this.#buffer[0]!) : 'startup';
      messages.push({ type, body: this.#buffer.subarray(head + 4, length) });
      this.#buffer = this.#buffer.subarray(length);
      this.#started = true;
    }
  }
}

/** The name and the text of a Parse message. */
export function parsed(body: Buffer): { name: string; text: string } {
  const [name = '', text = ''] = body.toString('utf8').split('\0');
  return { name, text };
}

/** The statement's name and the values of a Bind message, all of them texts. */
export function bound(body: Buffer): { name: string; values: (string | null)[] } {
  const portal = body.indexOf(0);
  const name = body.indexOf(0, portal + 1);
  let at = name + 1;
  const short = () => {
    at += 2;
    return body.readInt16BE(at - 2);
  };
  at += 2 * body.readInt16BE(at) + 2;
  const values: (string | null)[] = [];
  for (let left = short(); left > 0; left -= 1) {
    const length = body.readInt32BE(at);
    at += 4;
    values.push(length < 0 ? null : body.toString('utf8', at, at + length));
    at += Math.max(0, length);
  }
  return { name: body.toString('utf8', portal + 1, name), values };
}

const TYPES = { text: 25, number: 701 };
export type Cell = string | number;
export type Row = Readonly<Record<string, Cell>>;

export const READY = message('R', int32(0));
export const DONE = message('C', text('DONE'));
export const PARSED = message('1');
export const BOUND = message('2');
const NO_DATA = message('n');

export function readyForQuery(status: 'I' | 'T' | 'E'): Buffer {
  return message('Z', Buffer.from(status));
}

export function failure(state: string, says: string): Buffer {
  const fields = [['S', 'ERROR'] as const, ['C', state] as const, ['M', says] as const];
  const written = fields.map(([kind, value]) => Buffer.concat([Buffer.from(kind), text(value)]));
  return message('E', Buffer.concat([...written, Buffer.from([0])]));
}

export function described(rows: readonly Row[]): Buffer {
  const [first] = rows;
  if (first === undefined) return NO_DATA;
  const fields = Object.entries(first).map(([name, value]) => {
    const rest = Buffer.alloc(18);
    rest.writeInt32BE(typeof value === 'number' ? TYPES.number : TYPES.text, 6);
    return Buffer.concat([text(name), rest]);
  });
  return message('T', Buffer.concat([int16(fields.length), ...fields]));
}

export function data(row: Row): Buffer {
  const cells = Object.values(row).map((cell) => Buffer.from(String(cell)));
  const written = cells.flatMap((cell) => [int32(cell.length), cell]);
  return message('D', Buffer.concat([int16(cells.length), ...written]));
}

/** What the driver uses of a socket. */
export class SimulatedSocket extends Duplex {
  readonly #onConnect: (socket: SimulatedSocket) => void;
  readonly #onData: (chunk: Buffer) => void;

  constructor(onConnect: (socket: SimulatedSocket) => void, onData: (chunk: Buffer) => void) {
    super();
    this.#onConnect = onConnect;
    this.#onData = onData;
  }

  connect(): void {
    this.#onConnect(this);
  }
  override _read(): void {}
  override _write(chunk: Buffer, _: string, done: () => void): void {
    this.#onData(chunk);
    done();
  }
  setNoDelay(): void {}
  setKeepAlive(): void {}
  ref(): void {}
  unref(): void {}
}

function message(type: string, body: Buffer = Buffer.alloc(0)): Buffer {
  return Buffer.concat([Buffer.from(type), int32(body.length + 4), body]);
}

function text(value: string): Buffer {
  return Buffer.from(`${value}\0`);
}

function int32(value: number): Buffer {
  const buffer = Buffer.alloc(4);
  buffer.writeInt32BE(value);
  return buffer;
}

function int16(value: number): Buffer {
  const buffer = Buffer.alloc(2);
  buffer.writeInt16BE(value);
  return buffer;
}
