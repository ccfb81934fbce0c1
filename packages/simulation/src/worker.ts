import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import { gzipSync } from 'node:zlib';
import { planSurvey } from './plan.ts';
import { PlateSimulator } from './plate.ts';
import type { WorkerAnswer, WorkerData } from './survey.ts';

const { outDir, seed, spectra, compress } = workerData as WorkerData;
const plates = planSurvey(seed, spectra);
const simulator = new PlateSimulator(seed);

parentPort?.on('message', (index: number) => {
  const plate = plates[index]!;
  mkdirSync(join(outDir, plate.kind, plate.planid), { recursive: true });
  let bytes = 0;
  const lines = simulator.run(plate, (file) => {
    const packed = compress ? gzipSync(file.bytes, { level: 1 }) : file.bytes;
    const path = join(outDir, compress ? `${file.path}.gz` : file.path);
    writeFileSync(path, packed);
    bytes += packed.length;
  });
  parentPort?.postMessage({ index, spectra: plate.fibres.length, bytes, lines } satisfies WorkerAnswer);
});
