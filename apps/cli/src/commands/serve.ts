import { buildServer, drawPreviews, openInstallation } from '@lingtai/app-server';
import { ensurePortal } from '../portal-build.ts';
import { softwareVersion } from '../program.ts';
import { terminalLang } from '../terminal.ts';

export interface ServeOptions {
  readonly port: number;
  readonly home: string;
}

/**
 * Answers until SIGTERM or SIGINT. Prints `ready http://127.0.0.1:N/` on standard output when it answers.
 */
export async function serve(options: ServeOptions): Promise<void> {
  await ensurePortal();
  const installation = await openInstallation(options.home, { log: (text) => process.stderr.write(`${text[terminalLang()]}\n`) });
  const app = await buildServer(installation, { softwareVersion: softwareVersion(), ...(process.env['LINGTAI_LOG'] ? { logLevel: process.env['LINGTAI_LOG'] } : {}) });
  const address = await app.listen({ host: installation.site.host, port: options.port });
  const background = new AbortController();
  const stop = async (): Promise<void> => {
    background.abort();
    await app.close();
    await installation.close();
    process.exit(0);
  };
  let stopping = false;
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.on(signal, () => {
      if (stopping) return;
      stopping = true;
      void stop();
    });
  }
  process.stdout.write(`ready ${address.replace(/\/?$/, '/')}\n`);
  void drawPreviews(app, installation, background.signal).catch((error: unknown) => {
    if (!background.signal.aborted) app.log.warn({ err: error }, 'previews are drawn on request only');
  });
}
