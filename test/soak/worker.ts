/** A process that runs steps for the soak, as Zapier's Lambda does. It may be killed at any time. */
import { z } from 'zod';
import { clock } from '../../src/heffl/clock.js';
import { failureIn } from '../support/failure.js';
import { runIn } from '../support/zapier.js';

const fields = z.record(z.string(), z.unknown());
const task = z.object({
  method: z.string(),
  bundle: z.object({ authData: z.record(z.string(), z.string()), inputData: fields }),
  zapier: z.string(),
  /** Milliseconds by which the clock of the soak is ahead. */
  ahead: z.number(),
});

console.log = () => undefined;
process.on('message', (message) => {
  const { method, bundle, zapier, ...given } = task.parse(message);
  let { ahead } = given;
  clock.now = () => Date.now() + ahead;
  clock.sleep = (ms) => Promise.resolve(void (ahead += ms));
  runIn(zapier, method, bundle).then(
    (output) => process.send?.({ output }),
    (error: unknown) => process.send?.({ failure: failureIn(error) }),
  );
});
