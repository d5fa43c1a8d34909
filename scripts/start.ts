/**
 * What a newcomer sees first: `npm start`. Without a key it plays one sale through the integration, against an embedded
 * Heffl and without internet. With HEFFL_API_KEY it reads, and only reads, from a real account.
 */

// Zapier's core prints its memory use before each run unless it believes to be tested, which it decides as it loads.
process.env.NODE_ENV = 'test';

const { playSale } = await import('./start/play-sale.js');
const { readAccount } = await import('./start/read-account.js');
const { startTeller } = await import('./start/teller.js');

const teller = startTeller((line) => {
  console.log(line);
});
const apiKey = process.env.HEFFL_API_KEY?.trim();
const isDone = apiKey ? await readAccount(apiKey, teller) : await playSale(teller);
process.exitCode = isDone ? 0 : 1;
