// One incident, walked end to end by everybody whose work it is: registered, judged, told to the others, laid at a group's door,
// reviewed, answered inside the clock, worked with levers and offers side by side, helped where no police role can see it, told back.
// The group has heard the message, so the promise applies.

import assert from 'node:assert/strict';

const GROUP = 'Slussen';
const WORDS = 'Skrivet och övervägt i det enskilda fallet, så att andra kan förstå beslutet.';

export default async function ({ house, step }) {
  const person = (user) => house.accounts.find((account) => account.user === user);
  const at = (user) => house.signedIn(person(user), { lang: 'sv' });
  const main = (page) => page.locator('main').innerText();
  let incident;
  let group;
  let focus;

  await step('the duty officer registers a shooting with what is known at night', async () => {
    const page = await at('nils');
    await page.goto('/incidents/new');
    await page.selectOption('[name="kind"]', 'shooting');
    await page.fill('[name="place"]', 'Repslagartorget 3');
    await send(page);
    incident = new URL(page.url()).pathname;
    assert.match(incident, /^\/incidents\/[0-9a-f-]{36}$/);
    assert.match(await main(page), /Repslagartorget 3/);
    await page.close();
  });

  await step('and tells the others, without persons; probation hears the bell and reads it', async () => {
    const karin = await at('karin');
    await karin.goto('/received');
    const before = await karin.locator('main').innerText();
    assert.ok(!before.includes('Repslagartorget'));
    const page = await at('nils');
    await page.goto(`${incident}/alert`);
    await page.fill('[name="harm"]', WORDS);
    await page.check('[name="recognised"]');
    await send(page);
    await karin.locator('#bell').waitFor({ timeout: 5_000 });
    assert.match(await karin.locator('#bell').innerText(), /^Det finns något nytt att läsa\./);
    assert.ok(!(await karin.locator('#bell').innerText()).includes('Repslagartorget'), 'the bell tells what came');
    await karin.locator('#bell a').click();
    await karin.locator('main a[href^="/received/"]').first().click();
    assert.match(await main(karin), /Repslagartorget 3/);
    await Promise.all([page.close(), karin.close()]);
  });

  await step('social services and the municipality can read it too, the community partner cannot', async () => {
    for (const user of ['sofia', 'olle']) {
      const page = await at(user);
      await page.goto('/received');
      await page.locator('main a[href^="/received/"]').first().click();
      assert.match(await main(page), /Repslagartorget 3/, user);
      await page.close();
    }
    const elsa = await at('elsa');
    await elsa.goto('/received');
    assert.ok(!(await elsa.content()).includes('Repslagartorget'));
    await elsa.close();
  });

  await step('the analyst judges it and lays it at a group’s door with two sources; the clock of the decision starts', async () => {
    const page = await at('mara');
    await page.goto(`${incident}/triage`);
    await page.check('[name="gmi"][value="yes"]');
    await page.fill('[name="grounds"]', WORDS);
    await send(page);
    await page.goto('/groups');
    group = await page.locator('main a', { hasText: GROUP }).first().getAttribute('href');
    await page.goto(`${incident}/attribution`);
    await choose(page, 'group', GROUP);
    await page.check('[name="side"][value="offender"]');
    await page.check('[name="level"][value="2"]');
    await page.fill('[name="basis"]', WORDS);
    await page.fill('[name="source_count"]', '2');
    await page.fill('[name="sources"]', 'Kamera och teknisk undersökning');
    await send(page);
    await page.goto('/');
    assert.match(await main(page), /Fokusbeslut/);
    await page.close();
  });

  await step('she proposes a focus, and cannot decide on it herself', async () => {
    const page = await at('mara');
    await page.goto(`/focus/new?group=${group.split('/').at(-1)}`);
    await page.check('[name="rule"][value="first-after-message"]');
    for (const field of ['evidence', 'told', 'capacity']) await page.fill(`[name="${field}"]`, WORDS);
    await send(page);
    focus = new URL(page.url()).pathname;
    assert.match(focus, /^\/focus\/[0-9a-f-]{36}$/);
    const text = await main(page);
    assert.match(text, /Har fått budskapet/);
    assert.match(text, /Repslagartorget 3/);
    assert.equal(await page.locator('form[action$="/decide"]').count(), 0);
    await page.close();
  });

  await step('the chief opens it with reasons, inside the clock', async () => {
    const page = await at('greta');
    await page.goto(focus);
    await page.check('[name="verdict"][value="open"]');
    await send(page, 'form[action$="/decide"]');
    assert.ok((await page.locator('[aria-invalid="true"], .error-summary').count()) > 0, 'a decision without reasons was taken');
    await page.fill('[name="reasons"]', WORDS);
    await send(page, 'form[action$="/decide"]');
    assert.match(await main(page), /Ja/);
    await page.close();
  });

  await step('the coordinator starts it, plans a lever on a legal basis and an offer of help beside it', async () => {
    const page = await at('pia');
    await page.goto(focus);
    await page.fill('[name="goals"]', WORDS);
    await page.fill('[name="stop_criteria"]', WORDS);
    await send(page, 'form[action$="/start"]');
    const code = (await page.locator('main .board .code, main table .code').first().innerText()).trim();
    await page.goto(`/levers/new?focus=${focus.split('/').at(-1)}&person=${code}`);
    await page.fill('[name="person"]', code);
    await page.locator('[name="choice"], [name="lever"]').first().check().catch(() => page.locator('select').first().selectOption({ index: 1 }));
    await page.fill('[name="reference"]', '22 § första stycket 3');
    await page.fill('[name="decider"]', 'Greta Öhman');
    await page.fill('[name="decider_role"]', 'polisområdeschef');
    await page.fill('[name="proportionality"]', WORDS);
    await send(page);
    await page.goto(focus);
    await page.locator(`tr:has-text("${code}") a[href^="/levers/"]:not([href*="new"])`).first().click();
    await Promise.all([page.waitForLoadState('load'), page.locator('button[name="deed"][value="decide"]').click()]);
    await page.goto(focus);
    assert.match(await main(page), new RegExp(code));
    assert.match(await main(page), /saknar ett erbjudande om hjälp/, 'the board does not say who is met with pressure alone');
    await page.goto(`/offers/new?focus=${focus.split('/').at(-1)}&person=${code}`);
    await page.fill('[name="person"]', code);
    await page.selectOption('[name="offer"]', { index: 1 });
    await page.selectOption('[name="need"]', { index: 1 });
    await page.fill('[name="concrete"]', WORDS);
    await page.fill('[name="contact"]', 'Pia Sandell, samverkan');
    await send(page);
    await page.close();
  });

  await step('a lever that takes support away is refused, and says why', async () => {
    const page = await at('pia');
    await page.goto(`/levers/new?focus=${focus.split('/').at(-1)}`);
    await page.fill('[name="reference"]', 'Drar in försörjningsstödet för att han har kontakt med stödteamet');
    await send(page);
    assert.ok((await page.locator('[aria-invalid="true"]').count()) > 0);
    assert.match(page.url(), /\/levers\/new/);
    await page.close();
  });

  await step('a support contact is opened at social services, and no police role can see that there is one', async () => {
    const ines = await at('ines');
    await ines.goto('/support/new');
    const pia = await at('pia');
    await pia.goto(focus);
    const code = (await pia.locator('main .board .code, main table .code').first().innerText()).trim();
    await ines.fill('[name="person"]', code);
    await ines.fill('[name="reference"]', 'SOC-4711-26');
    await ines.locator('[name="status"]').first().check();
    await ines.selectOption('[name="route"]', { index: 1 });
    await send(ines);
    const support = new URL(ines.url()).pathname;
    assert.match(support, /^\/support\/[0-9a-f-]{36}$/);
    for (const user of ['pia', 'greta', 'mara']) {
      const page = await at(user);
      const hidden = await page.goto(support);
      const unknown = await page.request.get('/support/00000000-0000-4000-8000-000000000000');
      assert.equal(hidden.status(), unknown.status(), user);
      assert.ok(!(await page.content()).includes('SOC-4711-26'), user);
      await page.close();
    }
    await Promise.all([ines.close(), pia.close()]);
  });

  await step('the focus is reviewed, ended and told back to the group', async () => {
    const page = await at('pia');
    await page.goto(focus);
    await page.locator('form[action$="/review"] [name="outcome"]').first().check();
    await page.fill('form[action$="/review"] [name="note"]', WORDS);
    await send(page, 'form[action$="/review"]');
    await page.locator('form[action$="/end"] [name="how"]').first().check();
    await page.fill('form[action$="/end"] [name="reason"]', WORDS);
    await send(page, 'form[action$="/end"]');
    await page.fill('[name="text"]', 'Ni fick allas uppmärksamhet efter skotten. Nu är det slut, och det som erbjöds gäller fortfarande.');
    await page.locator('[name="channel"]').first().check();
    await page.fill('[name="messenger"]', 'Kommunpolis');
    await page.fill('[name="on"]', house.demo.now().toISOString().slice(0, 10));
    await page.fill('[name="clearance"]', 'Åklagare');
    await page.fill('[name="cleared_on"]', house.demo.now().toISOString().slice(0, 10));
    await page.check('[name="pretrial"]');
    await page.check('[name="innocence"]');
    await send(page, 'form[action$="/tell-back"]');
    assert.match(await main(page), /Ni fick allas uppmärksamhet/);
    await page.close();
  });

  await step('the auditor finds who opened the incident, and nothing of what it says', async () => {
    const page = await at('rut');
    await page.goto(`/log/of/incident/${incident.split('/').at(-1)}`);
    const text = await main(page);
    assert.match(text, /Nils Åkerblad/);
    assert.match(text, /Mara Lindqvist/);
    assert.ok(!text.includes('Repslagartorget'), 'the log tells the content');
    await page.close();
  });
}

/** Presses the button that sends the form, and waits for the page that answers. */
async function send(page, form = 'main form:has([type="submit"]):last-of-type') {
  const button = page.locator(form).locator('[type="submit"]').first();
  await Promise.all([page.waitForLoadState('load'), button.click()]);
  await page.waitForLoadState('load');
}

async function choose(page, name, words) {
  const options = await page.locator(`[name="${name}"] option`).evaluateAll((all) => all.map((one) => [one.value, one.textContent]));
  await page.selectOption(`[name="${name}"]`, options.find(([, text]) => text.includes(words))[0]);
}
