import type { JobError, JobResult } from '@lingtai/state';

/** Why a running job is to stop: its owner's wish, its time, its lease taken by another (or the job deleted), the server's end. */
export type StopReason = 'abort' | 'timeout' | 'lost' | 'stop';

/** How a run ends. `QUEUED`: it goes back to the queue; `LOST`: it is no longer this worker's to end. */
export type Ending =
  | { readonly phase: 'COMPLETED'; readonly results: readonly JobResult[] }
  | { readonly phase: 'ERROR'; readonly error: JobError }
  | { readonly phase: 'ABORTED'; readonly error?: JobError }
  | { readonly phase: 'QUEUED' }
  | { readonly phase: 'LOST' };

/** A job whose time is over is aborted (UWS 1.1 section 2.1.4); the error says that it was not its owner. */
export function stopEnding(reason: StopReason, error?: JobError): Ending {
  if (reason === 'stop') return { phase: 'QUEUED' };
  if (reason === 'lost') return { phase: 'LOST' };
  return { phase: 'ABORTED', ...(error ? { error } : {}) };
}

export function tooLong(seconds: number): JobError {
  return {
    class: 'timeout',
    diagnostics: [
      {
        code: 'JOB-DURATION',
        severity: 'error',
        text: {
          en: `The job was stopped: it ran longer than its execution duration of ${seconds} s. Ask for less, or set a longer execution duration before it runs.`,
          zh: `作业已停止：运行时间超过了其执行时长上限 ${seconds} 秒。请缩小查询范围，或在运行前设置更长的执行时长。`,
        },
        place: { parameter: 'EXECUTIONDURATION' },
      },
    ],
  };
}
