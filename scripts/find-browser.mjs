// Where a Chromium is: named by CHROMIUM_PATH, one of the system, or the one Playwright downloaded.
import fs from 'node:fs';
import { createRequire } from 'node:module';

const places = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/snap/bin/chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
];

/** The path of the program, or undefined. */
export function findBrowser() {
  const named = process.env.CHROMIUM_PATH;
  if (named) return fs.existsSync(named) ? named : undefined;
  return places.find((place) => fs.existsSync(place)) ?? downloadedByPlaywright();
}

function downloadedByPlaywright() {
  try {
    const file = createRequire(import.meta.url)('playwright').chromium.executablePath();
    return file && fs.existsSync(file) ? file : undefined;
  } catch {
    return undefined; // not installed yet, or it knows no browser for this platform
  }
}
