// Every account follows every link it is shown, and every page it reaches keeps the rules of all pages.
//
// A page is looked at in Swedish and in English, with script and without, wide and narrow, light and dark. Of pages of
// one kind (two groups, two incidents) each account looks at one: the hundredth group card teaches nothing new.

import { DESKTOP, PHONE } from './house.mjs';
import * as rules from './page_rules.mjs';
import { Objections } from './tally.mjs';

const PAGES_PER_ACCOUNT_MAX = 200;
const PAGES_PER_KIND_MAX = 1;
const NOT_FOLLOWED = ['/sign-out'];

/** Kinds of pages that somebody of this authority has looked at in every way: the next colleague looks for what differs by role. */
const lookedAt = new Set();

function isFirstOfItsKindHere(account, kind) {
  const place = `${account.authority} ${kind}`;
  const isFirst = !lookedAt.has(place);
  lookedAt.add(place);
  return isFirst;
}

export async function crawl(house, tally, account) {
  const who = `${account.user} (${account.authority} ${account.role})`;
  let walker;
  const entered = await tally.test(`${who}: signs in`, async () => {
    walker = await Walker.enter(house, account);
  });
  if (!entered) return;
  const waiting = [walker.start];
  const met = new Set(waiting);
  const perKind = new Map();
  let visited = 0;
  while (waiting.length > 0 && visited < PAGES_PER_ACCOUNT_MAX) {
    const address = waiting.shift();
    const kind = kindOf(address);
    const before = perKind.get(kind) ?? 0;
    if (before >= PAGES_PER_KIND_MAX) continue;
    perKind.set(kind, before + 1);
    visited += 1;
    await tally.test(`${who}: ${address}`, async () => {
      const { links, objections } = await walker.look(address, kind, isFirstOfItsKindHere(account, kind));
      for (const link of links.filter((link) => !met.has(link))) {
        met.add(link);
        waiting.push(link);
      }
      if (objections.length > 0) throw new Objections([...new Set(objections)]);
    });
  }
  await tally.test(`${who}: there is more than one page to go to`, () => {
    if (visited < 2) throw new Objections([`only ${visited} page could be reached`]);
  });
  await walker.leave();
}

class Walker {
  static async enter(house, account) {
    const walker = new Walker();
    walker.house = house;
    walker.account = account;
    walker.swedish = await house.signedIn(account, { lang: 'sv' });
    walker.start = addressOf(walker.swedish.url(), house.demo.origin);
    walker.english = await house.signedIn(account, { lang: 'en' });
    walker.scriptless = await house.signedIn(account, { lang: 'sv', script: false });
    walker.watched = [walker.swedish, walker.english, walker.scriptless].map((page) => rules.watch(page, house.demo.origin));
    return walker;
  }

  async leave() {
    for (const page of [this.swedish, this.english, this.scriptless]) await page.close();
  }

  /** Looks at one page; answers with the links on it and with everything that is wrong with it. */
  async look(address, kind, isFirstOfKind) {
    const objections = [];
    const opened = await this.#open(this.swedish, address);
    // A paper to take away (CSV, calendar) is no page; that it arrived is all there is to ask here.
    if (opened === null) return { links: [], objections: await this.#paperObjections(address) };
    objections.push(...opened);
    objections.push(...(await rules.languageObjections(this.swedish, 'sv')));
    objections.push(...(await rules.missingTextObjections(this.swedish)));
    objections.push(...(await rules.axeObjections(this.swedish)));
    const links = await linksOn(this.swedish, this.house.demo.origin);
    const withScript = await rules.essence(this.swedish);
    objections.push(...(await rules.sidewaysObjections(this.swedish)));
    if (isFirstOfKind) {
      objections.push(...(await this.#lookAround(kind)));
      objections.push(...(await this.#lookInEnglish(address, kind)));
      objections.push(...((await this.#open(this.scriptless, address)) ?? []));
      const asked = growsByBeingRead(kind) ? { ...withScript, links: 0 } : withScript;
      objections.push(...(await rules.scriptlessObjections(this.scriptless, asked)));
    }
    for (const watched of this.watched) objections.push(...watched.take());
    return { links, objections };
  }

  async #lookAround(kind) {
    const objections = await rules.darkObjections(this.swedish);
    await this.#photograph(this.swedish, 'sv', kind);
    return objections;
  }

  async #lookInEnglish(address, kind) {
    const objections = (await this.#open(this.english, address)) ?? [];
    objections.push(...(await rules.languageObjections(this.english, 'en')));
    objections.push(...(await rules.missingTextObjections(this.english)));
    await this.#photograph(this.english, 'en', kind);
    objections.push(...(await rules.sidewaysObjections(this.english)));
    return objections.map((objection) => `in English: ${objection}`);
  }

  /** A link that a page shows leads to a page: no refusal, no error. Null when it leads to a download. */
  async #open(page, address) {
    try {
      const answer = await page.goto(address, { waitUntil: 'load' });
      return statusObjections(answer?.status() ?? 0);
    } catch (error) {
      if (/Download is starting|net::ERR_ABORTED/.test(error.message)) return null;
      throw error;
    }
  }

  async #paperObjections(address) {
    const answer = await this.swedish.request.get(address);
    const body = await answer.body();
    return [...statusObjections(answer.status()), ...(body.length === 0 ? ['the paper is empty'] : [])];
  }

  async #photograph(page, lang, kind) {
    const folder = `${this.account.authority}`;
    const name = kind.replace(/[^\w:?=&-]+/g, '_').replace(/[:?=&]/g, '-') || 'start';
    for (const [viewport, width] of [[PHONE, PHONE.width], [DESKTOP, DESKTOP.width]]) {
      await page.setViewportSize(viewport);
      await this.house.screenshot(page, 'pages', folder, `${name}.${lang}.${width}`);
    }
  }
}

/** The log gets an entry by every look at it, so that two looks do not find the same lines. */
function growsByBeingRead(kind) {
  return /^\/log([/?]|$)/.test(kind);
}

function statusObjections(status) {
  return status === 200 ? [] : [`the link was shown and answered ${status}`];
}

async function linksOn(page, origin) {
  const all = await page.locator('a[href]').evaluateAll((links) => links.map((link) => link.href));
  return [...new Set(all)]
    .filter((href) => href.startsWith(`${origin}/`))
    .map((href) => addressOf(href, origin))
    .filter((address) => !NOT_FOLLOWED.some((start) => address.startsWith(start)));
}

function addressOf(href, origin) {
  return href.slice(origin.length).split('#')[0] || '/';
}

/** The address with every name of a single thing taken out: parts with a digit in them are codes and ids. */
export function kindOf(address) {
  const [place, query = ''] = address.split('?');
  const parts = place.split('/').map((part) => (/\d/.test(part) ? ':id' : part));
  const asked = [...new Set(query.split('&').filter(Boolean).map((pair) => pair.split('=')[0]))].sort();
  return parts.join('/') + (asked.length > 0 ? `?${asked.join('&')}` : '');
}
