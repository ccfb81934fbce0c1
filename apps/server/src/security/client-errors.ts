import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import type { LocalText } from '@lingtai/diagnostics';

const answers: Readonly<Record<string, { readonly status: number; readonly code: string; readonly text: LocalText }>> =
  {
    ERR_HTTP_REQUEST_TIMEOUT: {
      status: 408,
      code: 'HTTP-TIMEOUT',
      text: { en: 'The request did not come to its end in time.', zh: '请求未能在规定时间内发送完毕。' },
    },
    HPE_HEADER_OVERFLOW: {
      status: 431,
      code: 'HTTP-HEADERS',
      text: {
        en: 'Address and headers together have more than 16 KiB. Send long parameters as a form, with POST.',
        zh: '地址与请求头合计超过 16 KiB。较长的参数请用 POST 以表单发送。',
      },
    },
  };
const unreadable = {
  status: 400,
  code: 'HTTP-REQUEST',
  text: { en: 'This is no HTTP request that can be read.', zh: '无法读取该 HTTP 请求。' },
};

/** Answers what never became a request, in the form of our other errors, and closes the connection. */
export function answerClientError(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === 'ECONNRESET' || socket.destroyed) return;
  const { status, code, text } = answers[error.code ?? ''] ?? unreadable;
  const body = JSON.stringify({ status, errors: [{ code, severity: 'error', message: text }] });
  const head = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
    'Content-Type: application/json; charset=utf-8',
    `Content-Length: ${Buffer.byteLength(body)}`,
    'Cache-Control: no-store',
    'X-Content-Type-Options: nosniff',
    'Connection: close',
  ];
  if (socket.writable) socket.end(`${head.join('\r\n')}\r\n\r\n${body}`, () => socket.destroy());
  else socket.destroy();
}
