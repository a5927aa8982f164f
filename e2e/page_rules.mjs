// What holds on every page, whoever looks at it. Each rule answers with its objections; none means the page keeps it.

import axe from '@axe-core/playwright';
import { DESKTOP, PHONE } from './house.mjs';

const AxeBuilder = axe.default ?? axe;
const TAGS = ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** Watches a page from before it loads: script errors, broken requests, and requests to anywhere but home. */
export function watch(page, origin) {
  let seen = [];
  page.on('console', (message) => {
    if (message.type() === 'error') seen.push(`the console says: ${message.text()}`);
  });
  page.on('pageerror', (error) => seen.push(`the script broke: ${error.message}`));
  page.context().on('request', (request) => {
    const url = request.url();
    if (!url.startsWith(`${origin}/`) && !url.startsWith('data:') && !url.startsWith('blob:') && url !== 'about:blank') {
      seen.push(`a request left the house: ${url}`);
    }
  });
  return {
    /** What was seen since the last time. */
    take() {
      const taken = seen;
      seen = [];
      return taken;
    },
  };
}

export async function axeObjections(page, rules = null) {
  let builder = new AxeBuilder({ page }).setLegacyMode(true);
  builder = rules ? builder.withRules(rules) : builder.withTags(TAGS);
  const { violations } = await builder.analyze();
  return violations.flatMap((violation) =>
    violation.nodes.slice(0, 3).map((node) => {
      const why = [...node.any, ...node.all, ...node.none].map((check) => check.message).join('; ');
      return `axe ${violation.id}: ${node.target.join(' ')}: ${why || violation.help}`;
    }),
  );
}

export async function darkObjections(page) {
  await page.emulateMedia({ colorScheme: 'dark' });
  const objections = await axeObjections(page, ['color-contrast']);
  await page.emulateMedia({ colorScheme: null });
  return objections.map((objection) => `in the dark: ${objection}`);
}

export async function languageObjections(page, lang) {
  const said = await page.locator('html').getAttribute('lang');
  return said === lang ? [] : [`the page says it is in '${said}', asked for was '${lang}'`];
}

/** A key that stands on a page instead of its sentence: the text is missing in this language. */
export async function missingTextObjections(page) {
  const text = await page.locator('body').innerText();
  return [...text.matchAll(/\{\s*\$[\w-]+\s*\}|⟦[^⟧]*⟧/g)].map((found) => `an unfilled text: ${found[0]}`);
}

/** Nothing is wider than the page: on a telephone, and with text at twice its size. */
export async function sidewaysObjections(page) {
  await page.setViewportSize(PHONE);
  const narrow = await widest(page);
  await page.setViewportSize(DESKTOP);
  await page.evaluate(() => document.documentElement.style.setProperty('font-size', '200%'));
  const large = await widest(page);
  await page.evaluate(() => document.documentElement.style.removeProperty('font-size'));
  return [
    ...narrow.map((what) => `scrolls sideways at ${PHONE.width} px: ${what}`),
    ...large.map((what) => `scrolls sideways at 200 % text: ${what}`),
  ];
}

function widest(page) {
  return page.evaluate(() => {
    const room = document.documentElement.clientWidth;
    if (document.scrollingElement.scrollWidth <= room) return [];
    const scrolls = (element) => {
      for (let up = element.parentElement; up && up !== document.body; up = up.parentElement) {
        if (['auto', 'scroll', 'hidden', 'clip'].includes(getComputedStyle(up).overflowX)) return true;
      }
      return false;
    };
    const reach = (element) => {
      const box = element.getBoundingClientRect();
      // Words without a place to break stick out of a box that itself is narrow enough.
      return getComputedStyle(element).overflowX === 'visible' ? Math.max(box.right, box.left + element.scrollWidth) : box.right;
    };
    const wide = [...document.body.querySelectorAll('*')].filter((element) => reach(element) > room + 1 && !scrolls(element));
    const named = wide.slice(-3).map((element) => `<${element.tagName.toLowerCase()} class="${element.getAttribute('class') ?? ''}">`);
    return [`the page is ${document.scrollingElement.scrollWidth} px wide in ${room} px, because of ${named.join(', ') || 'something unseen'}`];
  });
}

/** The page without script says the same as with it: the same heading, and as much to read. */
export async function scriptlessObjections(page, withScript) {
  const objections = [];
  const without = await essence(page);
  if (without.heading !== withScript.heading) {
    objections.push(`without script the heading is '${without.heading}', with script '${withScript.heading}'`);
  }
  if (without.links < withScript.links) {
    objections.push(`without script there are ${without.links} links, with script ${withScript.links}`);
  }
  if (without.words === 0) objections.push('without script there is nothing to read');
  return objections;
}

export function essence(page) {
  return page.evaluate(() => {
    const main = document.querySelector('main') ?? document.body;
    return {
      heading: document.querySelector('h1')?.textContent.trim() ?? '',
      links: main.querySelectorAll('a[href]').length,
      words: main.innerText.split(/\s+/).filter(Boolean).length,
    };
  });
}
