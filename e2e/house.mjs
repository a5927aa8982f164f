// A running demo seen through a browser: who is at the keyboard, in which language, with script or without.

import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { chromium } from 'playwright-core';
import { totp } from './totp.mjs';

export const DESKTOP = { width: 1280, height: 900 };
export const PHONE = { width: 360, height: 800 };

const LANGUAGE_COOKIE = 'vv_lang';
const STEPS_OF_SIGN_IN_MAX = 4;

/** Debian's Chromium, which reaches out for nothing; Playwright gives it a fresh folder and takes it away again. */
export function launchBrowser() {
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    headless: true,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}

export class House {
  /** Signed-in cookies by user: a code is good for one sign-in, and with the clock standing still there is only one. */
  #cookies = new Map();

  constructor(browser, demo, screenshots) {
    this.browser = browser;
    this.demo = demo;
    this.screenshots = screenshots;
  }

  get accounts() {
    return this.demo.accounts;
  }

  /** The first account of an authority, or of a role in it; words are compared from their beginning. */
  account(authority, role = '') {
    const found = this.accounts.find((account) => account.authority.startsWith(authority) && account.role.startsWith(role));
    if (!found) throw new Error(`the demo has no account ${authority} ${role}`.trim());
    return found;
  }

  /** A page with nobody signed in. The context closes with the page. */
  async visitor({ lang = 'sv', script = true, viewport = DESKTOP, cookies = [] } = {}) {
    const context = await this.browser.newContext({
      baseURL: this.demo.origin,
      javaScriptEnabled: script,
      viewport,
      locale: lang === 'sv' ? 'sv-SE' : 'en-GB',
      timezoneId: 'Europe/Stockholm',
      reducedMotion: 'reduce',
    });
    context.setDefaultTimeout(15_000);
    await context.clock.setFixedTime(this.demo.now());
    await context.addCookies([...cookies, { name: LANGUAGE_COOKIE, value: lang, url: this.demo.origin }]);
    const page = await context.newPage();
    page.once('close', () => void context.close().catch(() => {}));
    return page;
  }

  /** A page with this account signed in, at the place where sign-in leads. */
  async signedIn(account, options = {}) {
    const known = this.#cookies.get(account.user);
    const page = await this.visitor({ ...options, cookies: known ?? [] });
    if (known) {
      await page.goto('/');
    } else {
      await page.goto('/sign-in');
      await this.signIn(page, account);
      const cookies = await page.context().cookies();
      this.#cookies.set(account.user, cookies.filter((cookie) => cookie.name !== LANGUAGE_COOKIE));
    }
    if (!(await isSignedIn(page))) throw new Error(`${account.user} could not sign in; the page says: ${await page.title()}`);
    return page;
  }

  /** Fills in what the page asks for, page after page: authority, name and password, code, purpose. */
  async signIn(page, { authority, user, password, secret }) {
    for (let step = 0; step < STEPS_OF_SIGN_IN_MAX; step += 1) {
      const fields = page.locator('main form, form.sign-in');
      if ((await isSignedIn(page)) && (await fields.locator('[name="purpose"]').count()) === 0) return;
      const before = page.url();
      await chooseIfThere(page, '[name="authority"]', authority);
      await fillIfThere(page, '[name="user"]', user);
      await fillIfThere(page, '[name="password"]', password);
      await fillIfThere(page, '[name="code"]', totp(secret, this.demo.now()));
      await chooseIfThere(page, '[name="purpose"]');
      const submit = page.locator('main form [type="submit"]').first();
      await Promise.all([page.waitForLoadState('load'), submit.click()]);
      // The same question once more with an error on it will not go away by answering it the same way.
      if (page.url() === before && (await page.locator('[aria-invalid="true"]').count()) > 0) return;
    }
  }

  async screenshot(page, ...name) {
    const file = path.join(this.screenshots, ...name.slice(0, -1), `${name.at(-1)}.png`);
    await mkdir(path.dirname(file), { recursive: true });
    await page.screenshot({ path: file, fullPage: true });
  }
}

export async function isSignedIn(page) {
  return (await page.locator('form[action="/sign-out"]').count()) > 0;
}

async function fillIfThere(page, selector, value) {
  const field = page.locator(`main ${selector}`).first();
  if ((await field.count()) > 0) await field.fill(value);
}

/** Chooses what is wanted, by its value or its words; where nothing is wanted in particular, the first choice. */
async function chooseIfThere(page, selector, wanted = null) {
  const field = page.locator(`main ${selector}`).first();
  if ((await field.count()) === 0) return;
  if ((await field.evaluate((element) => element.tagName)) === 'SELECT') {
    const options = await field
      .locator('option')
      .evaluateAll((all) => all.map((option) => ({ value: option.value, words: option.textContent.trim() })).filter(({ value }) => value));
    const chosen = wanted
      ? options.find(({ value, words }) => value === wanted || words.toLowerCase().startsWith(wanted.toLowerCase()))
      : options[0];
    if (!chosen) throw new Error(`${selector} offers no ${wanted}: ${options.map(({ value }) => value).join(', ')}`);
    await field.selectOption(chosen.value);
  } else {
    await field.check();
  }
}
