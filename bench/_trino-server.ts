import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
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
  const homes = [
    process.env['JAVA_HOME'],
    ...(existsSync(jvms) ? readdirSync(jvms).map((name) => join(jvms, name)) : []),
  ];
  const programs = [...homes.flatMap((home) => (home ? [join(home, 'bin/java')] : [])), 'java'];
  for (const program of programs) {
    const found = javaVersion(program);
    if (found && Number.parseInt(found, 10) >= leastJava) return { program, version: found };
  }
  return undefined;
}

function javaVersion(program: string): string | undefined {
  const { stderr } = spawnSync(program, ['-XshowSettings:properties', '-version'], { encoding: 'utf8' });
  return /java\.version = (\S+)/.exec(stderr ?? '')?.[1];
}

/** The server with the plugin of the memory connector below `.tools`, fetched by Maven once. */
function installed(log: (line: string) => void): string {
  const home = join(tools, `trino-${version}`);
  if (existsSync(home)) return home;
  const part = `${home}.part`;
  rmSync(part, { recursive: true, force: true });
  mkdirSync(part, { recursive: true });
  log(`fetching Trino ${version} into .tools (210 MB, once)`);
  maven(part, 'copy', `-Dartifact=io.trino:trino-server-core:${version}:tar.gz`);
  // Not by Maven's own unpacking, which makes empty files of the hard links inside.
  execFileSync('tar', ['-xzf', `trino-server-core-${version}.tar.gz`], { cwd: part });
  maven(part, 'unpack', `-Dartifact=io.trino:trino-memory:${version}:zip`);
  const server = join(part, `trino-server-core-${version}`);
  renameSync(join(part, `trino-memory-${version}`), join(server, 'plugin/memory'));
  renameSync(server, home);
  rmSync(part, { recursive: true });
  return home;
}

function maven(folder: string, goal: 'copy' | 'unpack', artifact: string): void {
  const full = `org.apache.maven.plugins:maven-dependency-plugin:3.6.1:${goal}`;
  execFileSync('mvn', ['-q', '-B', full, artifact, `-DoutputDirectory=${folder}`], {
    stdio: ['ignore', 2, 2],
    cwd: folder,
  });
}

/** Starts it with its files in a temporary folder, and waits until it answers. */
export async function trinoServer(log: (line: string) => void): Promise<TrinoServer | undefined> {
  const java = newJava();
  if (!java) return undefined;
  const home = installed(log);
  const folder = mkdtempSync(join(tmpdir(), 'lingtai-trino-'));
  const url = `http://127.0.0.1:${await freePort()}`;
  writeSettings(folder, home, url);
  const logFile = join(folder, 'server.log');
  const output = openSync(logFile, 'w');
  const child = spawn(java.program, [...javaOptions(home, folder), 'io.trino.server.TrinoServer'], {
    cwd: home,
    stdio: ['ignore', output, output],
  });
  const close = async (): Promise<void> => {
    await end(child);
    rmSync(folder, { recursive: true, force: true });
  };
  const begun = performance.now();
  while (!(await isReady(url))) {
    if (child.exitCode !== null || performance.now() - begun > 180_000) {
      const words = readFileSync(logFile, 'utf8').slice(-3000);
      await close();
      throw new Error(`Trino did not start:\n${words}`);
    }
    await sleep(250);
  }
  log(`Trino ${version} answers after ${((performance.now() - begun) / 1000).toFixed(0)} s`);
  return { url, version, java: java.version, close };
}

function writeSettings(folder: string, home: string, url: string): void {
  mkdirSync(join(folder, 'catalog'));
  writeFileSync(join(folder, 'catalog/lake.properties'), 'connector.name=memory\n');
  const settings = {
    coordinator: true,
    'node-scheduler.include-coordinator': true,
    'http-server.http.port': new URL(url).port,
    'discovery.uri': url,
    'plugin.dir': join(home, 'plugin'),
    'catalog.config-dir': join(folder, 'catalog'),
  };
  const lines = Object.entries(settings).map(([key, value]) => `${key}=${value}\n`);
  writeFileSync(join(folder, 'config.properties'), lines.join(''));
}

function javaOptions(home: string, folder: string): string[] {
  return [
    '-Xmx3G',
    // Every query is compiled anew and runs once: the second compiler costs more than it gives.
    '-XX:TieredStopAtLevel=1',
    '--add-modules=jdk.incubator.vector',
    '--sun-misc-unsafe-memory-access=allow',
    '-Dnode.environment=bench',
    '-Dnode.bind-ip=127.0.0.1',
    '-Dnode.internal-address=127.0.0.1',
    `-Dnode.data-dir=${join(folder, 'data')}`,
    `-Dconfig=${join(folder, 'config.properties')}`,
    '-cp',
    join(home, 'lib/*'),
  ];
}

async function isReady(url: string): Promise<boolean> {
  try {
    const response = await fetch(`${url}/v1/info`);
    return ((await response.json()) as { starting?: boolean }).starting === false;
  } catch {
    return false;
  }
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const closed = once(child, 'close');
  child.kill('SIGTERM');
  const gone = await Promise.race([closed.then(() => true), sleep(20_000, false)]);
  if (!gone) child.kill('SIGKILL');
  await closed;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, 'close');
  return port;
}
