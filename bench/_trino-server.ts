import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, mkdirSync, mkdtempSync, openSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

/** The last version whose server is on Maven Central; it needs Java 24 or later. */
const version = '476';
const leastJava = 24;
const tools = fileURLToPath(new URL('../.tools', import.meta.url));

/** A single Trino on loopback that keeps its tables in memory, in the catalogue `lake`. */
export interface TrinoServer {
  readonly url: string;
  readonly version: string;
  readonly java: string;
  close(): Promise<void>;
}

/** A `java` that is new enough: JAVA_HOME, the PATH, /usr/lib/jvm; `undefined`: there is none. */
export function newJava(): { readonly program: string; readonly version: string } | undefined {
  const jvms = '/usr/lib/jvm';
  const homes = [process.env['JAVA_HOME'], ...(existsSync(jvms) ? readdirSync(jvms).map((name) => join(jvms, name)) : [])];
  const programs = [...homes.flatMap((home) => (home ? [join(home, 'bin/java')] : [])), 'java'];
  for (const program of programs) {
    const found = javaVersion(program);
    if (found && Number.parseInt(found, 10) >= leastJava) return { program, version: found };
  }
  return undefined;
}

function javaVersion(program: string): string | undefined {
  try {
    const text = execFileSync(program, ['-XshowSettings:properties', '-version'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
    return /java\.version = (\S+)/.exec(text)?.[1];
  } catch {
    return undefined;
  }
}

/** The server and the plugin of the memory connector below `.tools`, fetched by Maven once. */
function installed(log: (line: string) => void): string {
  const home = join(tools, `trino-${version}`);
  if (existsSync(home)) return home;
  const part = `${home}.part`;
  rmSync(part, { recursive: true, force: true });
  mkdirSync(part, { recursive: true });
  log(`fetching Trino ${version} into .tools (210 MB, once)`);
  for (const artifact of [`io.trino:trino-server-core:${version}:tar.gz`, `io.trino:trino-memory:${version}:zip`]) {
    const goal = 'org.apache.maven.plugins:maven-dependency-plugin:3.6.1:unpack';
    execFileSync('mvn', ['-q', '-B', goal, `-Dartifact=${artifact}`, `-DoutputDirectory=${part}`], { stdio: ['ignore', 'inherit', 'inherit'], cwd: part });
  }
  const server = join(part, `trino-server-core-${version}`);
  cpSync(join(part, `trino-memory-${version}`), join(server, 'plugin/memory'), { recursive: true });
  cpSync(server, home, { recursive: true });
  rmSync(part, { recursive: true });
  return home;
}
