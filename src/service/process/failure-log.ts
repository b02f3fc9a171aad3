/** Logs why a request failed, without the learners that the request was about. */
import type { FastifyRequest } from 'fastify';

/** Request fields that contain names of learners. */
const NAMING = new Set(['user', 'username', 'learner', 'learners', 'sub', 'targetingKey']);

export function logFailure(request: FastifyRequest, error: unknown): void {
  const { name, message, stack = '', code } = error as Error & { code?: string };
  const hide = hider(request);
  const frames = stack.split('\n').filter((line) => line.startsWith('    at '));
  const because = causesOf(error).map((cause) => hide(cause));
  request.log.error({ failure: { name, code, message: hide(String(message)), because, frames } }, 'failed');
}

/** The messages of an error's causes, the nearest first. */
function causesOf(error: unknown): string[] {
  const messages: string[] = [];
  let cause = (error as Error).cause;
  while (cause instanceof Error && messages.length < 5) {
    messages.push(cause.message);
    cause = cause.cause;
  }
  return messages;
}

/** Removes the names in the request from a text, since databases quote values in their messages. */
function hider(request: FastifyRequest): (text: string) => string {
  const names = new Set<string>();
  if (request.principal) names.add(request.principal.username);
  collect({ ...named(request.params), ...named(request.query) }, names, 3);
  collect(request.body, names, 3);
  names.delete('');
  return (text) => {
    let hidden = text;
    for (const name of names) hidden = hidden.replaceAll(name, '[somebody]');
    return hidden;
  };
}

function named(value: unknown): object {
  return typeof value === 'object' && value !== null ? value : {};
}

function collect(value: unknown, names: Set<string>, depth: number): void {
  if (typeof value !== 'object' || value === null || depth === 0) return;
  for (const [key, each] of Object.entries(value)) {
    if (NAMING.has(key)) for (const name of [each].flat()) if (typeof name === 'string') names.add(name);
    collect(each, names, depth - 1);
  }
}
