import { execFile } from 'node:child_process';

interface Advisory {
  readonly module_name: string;
  readonly severity: string;
  readonly title: string;
  readonly url: string;
  readonly vulnerable_versions: string;
  readonly findings: readonly { readonly version: string; readonly paths: readonly string[] }[];
}

const levels = ['info', 'low', 'moderate', 'high', 'critical'];
const maxSeconds = 60;

/** What `pnpm audit --json` said: lines for people, and whether anything of level `high` or above is known. */
export function auditLines(
  stdout: string,
  stderr: string,
): { readonly lines: readonly string[]; readonly bad: boolean } {
  const report = reportOf(stdout);
  if (!report) {
    const why = (stdout + stderr).replace(/[\p{Cc}│×]+|\s+/gu, ' ').trim();
    const said = why === '' ? `no answer within ${maxSeconds} s` : why.slice(0, 300);
    return { lines: [`audit: not done: the registry does not answer (${said})`], bad: false };
  }
  const found = Object.values(report.advisories).toSorted(
    (a, b) => levels.indexOf(b.severity) - levels.indexOf(a.severity),
  );
  const lines = found.map(({ module_name: name, severity, title, url, findings }) => {
    const versions = [...new Set(findings.map(({ version }) => version))].join(', ');
    return `audit: ${severity}: ${name} ${versions}: ${title} (${url}), by ${findings[0]?.paths[0] ?? 'nobody'}`;
  });
  const { totalDependencies } = report.metadata;
  return {
    lines: [...lines, `audit: ${found.length} known weaknesses in ${totalDependencies} packages`],
    bad: found.some(({ severity }) => levels.indexOf(severity) >= levels.indexOf('high')),
  };
}

interface Report {
  readonly advisories: Readonly<Record<string, Advisory>>;
  readonly metadata: { readonly totalDependencies: number };
}

function reportOf(text: string): Report | undefined {
  try {
    const value = JSON.parse(text) as Partial<Report>;
    return value.advisories && value.metadata ? (value as Report) : undefined;
  } catch {
    return undefined;
  }
}

/** Asks the registry of this machine's configuration, or the one that `more` names. */
export function audit(pnpm: string, more: readonly string[] = []): Promise<ReturnType<typeof auditLines>> {
  return new Promise((done) => {
    const options = { timeout: maxSeconds * 1000, maxBuffer: 64 << 20 };
    execFile(pnpm, ['audit', '--json', ...more], options, (_error, stdout, stderr) => done(auditLines(stdout, stderr)));
  });
}

if (import.meta.main) {
  const [pnpm = 'pnpm', ...more] = process.argv.slice(2);
  const { lines, bad } = await audit(pnpm, more);
  process.stdout.write(`${lines.join('\n')}\n`);
  process.exitCode = bad ? 1 : 0;
}
