/** Answers malformed and incomplete requests, for which there is no route yet. */
import type { Socket } from 'node:net';
import type { OpenRequests } from '../process/open-requests.js';

const ANSWERS: ReadonlyMap<string, readonly [line: string, detail: string]> = new Map([
  ['ERR_HTTP_REQUEST_TIMEOUT', ['408 Request Timeout', 'The request took too long to arrive.']],
  [
    'HPE_HEADER_OVERFLOW',
    ['431 Request Header Fields Too Large', 'The headers of the request are too large.'],
  ],
  ['HPE_CHUNK_EXTENSIONS_OVERFLOW', ['413 Payload Too Large', 'The request is too large.']],
]);
const MALFORMED = ['400 Bad Request', 'Malformed HTTP request.'] as const;

/** Node emits an event for each further chunk. */
const refused = new WeakSet<Socket>();

/** Closes the connection after the response; complete earlier requests are answered first. */
export function answerClientError(
  error: Error & { code?: string },
  socket: Socket,
  requests: OpenRequests,
): void {
  if (error.code === 'ECONNRESET' || !socket.writable || socket.destroyed) {
    socket.destroy();
    return;
  }
  if (refused.has(socket)) return;
  refused.add(socket);
  // The malformed request may itself be the newest one, which then gets no other response.
  const before = requests.lastOn(socket).find(({ reply }) => reply.raw.req.complete)?.reply.raw;
  if (before === undefined || before.writableFinished) refuse(error, socket);
  else before.once('close', () => refuse(error, socket));
}

/** CONNECT asks for a tunnel; without an answer Node would close the connection. */
export function refuseTunnel(socket: Socket): void {
  writeProblem(socket, '405 Method Not Allowed', 'The method CONNECT is not allowed.');
}

function refuse(error: Error & { code?: string }, socket: Socket): void {
  // The response before it was the last one.
  if (!socket.writable) return;
  const [line, detail] = ANSWERS.get(error.code ?? '') ?? MALFORMED;
  writeProblem(socket, line, detail);
}

function writeProblem(socket: Socket, line: string, detail: string): void {
  const status = Number(line.slice(0, 3));
  const body = JSON.stringify({ type: 'about:blank', title: line.slice(4), status, detail });
  const head = [
    `HTTP/1.1 ${line}`,
    'Content-Type: application/problem+json',
    `Content-Length: ${Buffer.byteLength(body)}`,
    'Connection: close',
  ];
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`);
}
