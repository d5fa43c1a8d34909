import { chromium } from 'playwright-core';

/** The system's Chromium, or the browser that CHROME names. */
export const executablePath = process.env.CHROME ?? '/usr/bin/chromium';

export const launchBrowser = () =>
  chromium.launch({
    executablePath,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-sync',
    ],
  });
