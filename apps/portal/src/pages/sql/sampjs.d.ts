/**
 * What we use of sampjs 1.0.3, which has no types of its own. Its `Connector` and `Connection.close` are left alone: they
 * write to a variable that is nowhere declared, which a module may not.
 */
declare module 'sampjs' {
  type Call = (
    parameters: readonly [unknown],
    done: (answer: unknown) => void,
    failed: (error: unknown) => void,
  ) => void;
  export interface Connection {
    declareMetadata: Call;
    notifyAll: Call;
    unregister(): void;
  }
  export const samp: {
    ping(answer: (isRunning: boolean) => void): void;
    register(name: string, done: (connection: Connection) => void, failed: (error: unknown) => void): void;
    Message: new (mtype: string, parameters: Readonly<Record<string, string>>) => unknown;
  };
}
