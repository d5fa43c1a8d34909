/**
 * Plays one sale through the integration, against the sandbox and without internet: `npm start`. With HEFFL_API_KEY it
 * reads, and only reads, from a real account. Ends with 1 if a step fails.
 */
import './as-tested.js';
import pc from 'picocolors';
import { takeNoOptions } from './command.js';
import { playSale, readAccount } from './start/steps.js';
import { startTeller } from './start/teller.js';

takeNoOptions(`Usage: npm start

Plays one sale, from the first contact to the invoice, through Zapier's own
runtime. Needs no key and no internet.

  HEFFL_API_KEY=… npm start   reads from your own Heffl, and writes nothing

  --help   this text`);

const teller = startTeller(console.log);
const apiKey = process.env.HEFFL_API_KEY?.trim();
const isDone = apiKey ? await readAccount(apiKey, teller) : await playSale(teller);
const next = apiKey
  ? `Nothing was written. Next: ${pc.cyan('npm run probe')} asks Heffl what is only inferred.`
  : `Nothing left this machine. Next: ${pc.cyan('npm test')} checks everything, and
${pc.cyan('HEFFL_API_KEY=… npm start')} reads from your own Heffl.`;
if (isDone) console.log(next);
process.exitCode = isDone ? 0 : 1;
