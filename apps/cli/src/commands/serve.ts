import { buildServer, drawPreviews, type Installation, openInstallation } from '@lingtai/app-server';
import { fail } from '@lingtai/diagnostics';
import { ensurePortal } from '../portal-build.ts';
import { softwareVersion } from '../program.ts';
import { terminalLang } from '../terminal.ts';

export interface ServeOptions {
  readonly port: number;
  readonly home: string;
  readonly json?: boolean;
}

type Server = Awaited<ReturnType<typeof buildServer>>;

/** For how long answers that are under way may go on after the signal to stop. */
const graceMs = 5000;

/**
 * Answers until SIGTERM or SIGINT. Prints `ready http://127.0.0.1:N/` on standard output when it answers.
 */
export async function serve(options: ServeOptions): Promise<void> {
  await ensurePortal();
  const installation = await openInstallation(options.home, {
    log: (text) => process.stderr.write(`${text[terminalLang()]}\n`),
  });
  const background = new AbortController();
  let app: Server | undefined;
  try {
    app = await buildServer(installation, {
      softwareVersion: softwareVersion(),
      ...(process.env['LINGTAI_LOG'] ? { logLevel: process.env['LINGTAI_LOG'] } : {}),
    });
    const { log } = app;
    stopOnSignal(app, installation, background);
    const url = (await listen(app, installation.site.host, options.port)).replace(/\/?$/, '/');
    process.stdout.write(options.json ? `${JSON.stringify({ ready: url })}\n` : `ready ${url}\n`);
    void drawPreviews(app, installation, background.signal).catch((error: unknown) => {
      if (!background.signal.aborted) log.warn({ err: error }, 'previews are drawn on request only');
    });
  } catch (error) {
    // What works beside requests, like jobs, would go on for ever.
    await Promise.allSettled([app?.close()]);
    await Promise.allSettled([installation.close()]);
    throw error;
  }
}

async function listen(app: Server, host: string, port: number): Promise<string> {
  try {
    return await app.listen({ host, port });
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (code !== 'EADDRINUSE' && code !== 'EACCES' && code !== 'EADDRNOTAVAIL') throw cause;
    const reason = {
      EADDRINUSE: { en: 'is used by another program', zh: '已被其他程序占用' },
      EACCES: { en: 'may not be used by this user', zh: '当前用户无权使用' },
      EADDRNOTAVAIL: { en: 'is none of this machine', zh: '不属于本机' },
    }[code];
    throw fail(
      'conflict',
      'SERVE-PORT',
      {
        en: `${host}:${port} ${reason.en}. Choose another with --port (0: any free one).`,
        zh: `${host}:${port} ${reason.zh}。请用 --port 另选端口（0：任意空闲端口）。`,
      },
      { cause },
    );
  }
}

function stopOnSignal(app: Server, installation: Installation, background: AbortController): void {
  const stop = async (): Promise<void> => {
    background.abort();
    const cut = setTimeout(() => app.server.closeAllConnections(), graceMs);
    await app.close();
    clearTimeout(cut);
    await installation.close();
  };
  let stopping = false;
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.on(signal, () => {
      if (stopping) return;
      stopping = true;
      stop().then(
        () => process.exit(0),
        (error: unknown) => {
          app.log.error({ err: error }, 'could not stop cleanly');
          process.exit(1);
        },
      );
    });
  }
}
