/**
 * What a newcomer sees first: `npm start`. Without a key it plays one sale through the integration, against an embedded
 * Heffl and without internet. With HEFFL_API_KEY it reads, and only reads, from a real account.
 */

import './as-tested.js';
import { playSale } from './start/play-sale.js';
import { readAccount } from './start/read-account.js';
import { startTeller } from './start/teller.js';

const teller = startTeller((line) => {
  console.log(line);
});
const apiKey = process.env.HEFFL_API_KEY?.trim();
const isDone = apiKey ? await readAccount(apiKey, teller) : await playSale(teller);
process.exitCode = isDone ? 0 : 1;
