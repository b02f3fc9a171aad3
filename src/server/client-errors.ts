/** Answers what is no request at all, or one that never ends: before there is any route to do it. */
import type { Socket } from 'node:net';

const ANSWERS: ReadonlyMap<string, readonly [line: string, detail: string]> = new Map([
  ['ERR_HTTP_REQUEST_TIMEOUT', ['408 Request Timeout', 'The request took too long to arrive.']],
  [
    'HPE_HEADER_OVERFLOW',
    ['431 Request Header Fields Too Large', 'The headers of the request are too large.'],
  ],
  ['HPE_CHUNK_EXTENSIONS_OVERFLOW', ['413 Payload Too Large', 'The request is too large.']],
]);
const MALFORMED = ['400 Bad Request', 'What came is not a request of HTTP.'] as const;

export function answerClientError(error: Error & { code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable || socket.destroyed) {
    socket.destroy();
    return;
  }
  const [line, detail] = ANSWERS.get(error.code ?? '') ?? MALFORMED;
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
