/** Runs the sandbox alone, for `npm run zapier -- invoke` in another terminal: `npm run sandbox`. */
import pc from 'picocolors';
import { z } from 'zod';
import { type Answered, readingChoices, readingsSchema, startSandbox } from '../test/sandbox/index.js';
import { portNumber, readOptions, refuse, refuseTakenPort, wholeNumber } from './command.js';

/** Breaks after a bar if more follows than fits into 80 columns. */
const inColumn = (text: string): string => text.replace(/(?=.{61})(.{1,58}\|) /g, `$1\n${' '.repeat(20)}`);

const readings = readingChoices().map(
  ([name, values]) => `  ${name.padEnd(17)} ${inColumn(values.join(' | '))}`,
);

const options = readOptions(
  `Usage: npm run sandbox -- [options]

  --port <number>         where to listen (4010)
  --empty                 no customers: only pipelines, stages, sources, tags
                          and products
  --rate-limit <number>   requests a minute for a key (60); 0 lifts the limit
  --verbose               shows the step, query and body of each request
  --reading <key=value>   one reading of what is uncertain about Heffl's API;
                          may be repeated
  --help                  this text

Readings, the default first:

${readings.join('\n')}`,
  {
    port: { type: 'string', default: '4010' },
    empty: { type: 'boolean', default: false },
    'rate-limit': { type: 'string', default: '60' },
    verbose: { type: 'boolean', default: false },
    reading: { type: 'string', multiple: true, default: [] },
  },
);

const logLine = ({ request: { method, path, query, headers, body }, status, ms }: Answered): void => {
  const paint = status === undefined || status >= 500 ? pc.red : status >= 400 ? pc.yellow : pc.green;
  console.log(
    `${pc.bold(method.padEnd(6))} ${path}  ${paint(String(status ?? 'cut'))}  ${pc.dim(`${ms.toFixed(1)} ms`)}`,
  );
  if (!options.verbose) return;
  const [, step] = /^Zapier \S+ (\w+)$/.exec(headers['user-agent'] ?? '') ?? [];
  if (step !== undefined) console.log(`       ${step}`);
  for (const [name, value] of Object.entries(query)) console.log(`       ${name}=${value}`);
  if (body !== undefined) console.log(`       ${JSON.stringify(body)}`);
};

const port = portNumber(options.port);
const rateLimit = wholeNumber('rate-limit', options['rate-limit']);
const chosen = options.reading.map((pair) => {
  const [name = '', value = ''] = pair.split('=', 2);
  return [name, value] as const;
});
const { data, error } = readingsSchema.safeParse(Object.fromEntries(chosen));

const sandbox = await startSandbox({
  port,
  seed: !options.empty,
  rateLimit: rateLimit === 0 ? false : rateLimit,
  readings: data ?? refuse(`--reading: ${z.prettifyError(error)}\nSee --help.`),
  onAnswer: logLine,
}).catch(refuseTakenPort('sandbox', port));

const { url, apiKey, records } = sandbox;
const email = records.list('leads')[0]?.email;
const sought = typeof email === 'string' ? email : 'jane@example.com';
const invoke = (step: string, input?: Record<string, string>): string =>
  `npm run zapier -- invoke ${step} --non-interactive${input ? ` \\\n  -i '${JSON.stringify(input)}'` : ''}`;
console.log(`${pc.green('●')} ${pc.bold('An embedded Heffl is running.')} It keeps everything in memory; Ctrl-C ends it.

  URL  ${pc.cyan(url)}
  Key  ${pc.cyan(apiKey)}

${pc.bold('Put this into .env:')}

HEFFL_BASE_URL=${url}
authData_api_key=${apiKey}
authData_default_country=AE

${pc.bold('Then try, in another terminal:')}

npm run build
${invoke('auth test')}
${invoke('create create_lead', { name: 'Jane Smith', mobile: '+971501234567' })}
${invoke('trigger new_lead')}
${invoke('search find_lead', { search_by: 'email', search_value: sought })}

${pc.bold('Requests:')}
`);
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    void sandbox.close().then(() => process.exit(0));
  });
}
