// The browser tests. `cargo xtask e2e` builds the binary and calls this; by hand:
//
//   node e2e/run.mjs --binary target/debug/vapenvila --screenshots target/screenshots [--as user,user] [crawl | journey ...]
//
// Without names it runs everything; `--as` lets only these accounts crawl. The last line is `N passed, N failed`, and the exit code says the same.

import { readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { crawl } from './crawl.mjs';
import testCrawl from './crawl.test.mjs';
import { startDemo } from './demo.mjs';
import { House, launchBrowser } from './house.mjs';
import { Tally } from './tally.mjs';
import testTotp from './totp.test.mjs';

/** A step of a journey that did not hold; the tally knows why. */
class StepFailed extends Error {}

/** Accounts that walk at the same time; the machine that must manage has two cores. */
const WALKERS = 2;

const here = path.dirname(fileURLToPath(import.meta.url));
const { values: options, positionals: wanted } = parseArgs({
  allowPositionals: true,
  options: {
    binary: { type: 'string', default: path.join(here, '..', 'target', 'debug', 'vapenvila') },
    as: { type: 'string', default: '' },
    screenshots: { type: 'string', default: path.join(here, '..', 'target', 'screenshots') },
  },
});

const tally = new Tally();
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => process.exit(130));

const journeys = (await readdir(path.join(here, 'journeys'))).filter((name) => name.endsWith('.mjs')).map((name) => name.slice(0, -4)).sort();
const unknown = wanted.filter((name) => name !== 'crawl' && !journeys.includes(name));
if (unknown.length > 0) {
  console.error(`there is no journey ${unknown.join(', ')}; there are: crawl, ${journeys.join(', ')}`);
  process.exit(2);
}
const isWanted = (name) => wanted.length === 0 || wanted.includes(name);

await testTotp(tally);
await testCrawl(tally);
if (wanted.length === 0) await rm(options.screenshots, { recursive: true, force: true });

const browser = await launchBrowser();
for (const name of journeys.filter(isWanted)) await runJourney(name);
if (isWanted('crawl')) await runCrawl();
await browser.close();

tally.printEnd();
process.exit(tally.failures.length === 0 ? 0 : 1);

/** Each journey changes its own fresh Nordhamn. A step that does not hold ends its journey: the rest stands on it. */
async function runJourney(name) {
  const { default: journey } = await import(pathToFileURL(path.join(here, 'journeys', `${name}.mjs`)).href);
  await inHouse(`journey ${name}`, async (house) => {
    const step = async (sentence, deed) => {
      if (!(await tally.test(`journey ${name}: ${sentence}`, deed))) throw new StepFailed();
    };
    try {
      await journey({ house, step });
    } catch (error) {
      if (!(error instanceof StepFailed)) await tally.test(`journey ${name}`, () => Promise.reject(error));
    }
  });
}

async function runCrawl() {
  await inHouse('crawl', async (house) => {
    const named = options.as.split(',').filter(Boolean);
    const waiting = house.accounts.filter(({ user }) => named.length === 0 || named.includes(user));
    const unknown = named.filter((name) => !waiting.some(({ user }) => user === name));
    if (unknown.length > 0) throw new Error(`the demo has no account ${unknown.join(', ')}`);
    const walk = async () => {
      for (let account = waiting.shift(); account; account = waiting.shift()) await crawl(house, tally, account);
    };
    await Promise.all(Array.from({ length: WALKERS }, walk));
  });
}

async function inHouse(name, deed) {
  let demo;
  const started = await tally.test(`${name}: the demo starts`, async () => {
    demo = await startDemo(options.binary);
  });
  if (!started) return;
  try {
    await deed(new House(browser, demo, options.screenshots));
  } finally {
    for (const context of browser.contexts()) await context.close();
    await demo.stop();
  }
}
