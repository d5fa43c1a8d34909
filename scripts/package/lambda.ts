import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { z } from 'zod';
import { root } from './archive.js';

/** What Zapier sends: to run a step, or to ask for the definition of the app or what is wrong with it. */
type LambdaEvent =
  { readonly method: string; readonly bundle: object } | { readonly command: 'validate' | 'definition' };

const answer = z.union([
  z.object({ ms: z.number(), bytes: z.number(), results: z.unknown() }),
  z.object({ error: z.string() }),
]);

/**
 * Starts a process that runs the app in an unpacked archive.
 *
 * @param zapier the address of the services that stand in for Zapier's
 */
export const startLambda = (folder: string, zapier: string, flags: string[] = []) => {
  const child = fork(join(root, 'scripts/package/lambda-process.mjs'), [folder], {
    // The core prints its memory at each run.
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    execArgv: flags,
    env: { ...process.env, NODE_ENV: 'production', LOGGING_ENDPOINT: `${zapier}/log` },
  });
  const ended = once(child, 'exit').then(() => [{ error: 'The process ended.' }]);
  return {
    run: async (event: LambdaEvent) => {
      const answered = Promise.race([once(child, 'message'), ended]);
      const bundle = { inputData: {}, ...('bundle' in event && event.bundle) };
      child.send({ command: 'execute', ...event, bundle, rpc_base: `${zapier}/rpc`, token: 'connection' });
      const result = answer.parse((await answered)[0]);
      if ('error' in result)
        throw new Error(`${'method' in event ? event.method : event.command}: ${result.error}`);
      return result;
    },
    close: async () => {
      child.kill();
      await ended;
    },
  };
};
