// Looks at the report of milepost in headless Chromium: what it shows, what it lets happen, and whether
// people who see, hear or type differently can use it.
//
//   node report.mjs MILEPOST                     checks reports of repositories that it makes
//   node report.mjs MILEPOST --pictures DIR [REPO] writes screenshots of the report on a repository, else on one it makes
//
// The browser is Debian's, or what CHROMIUM names.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const milepost = resolve(process.argv[2] ?? 'milepost');
const room = mkdtempSync(join(tmpdir(), 'milepost-browser-'));

const WIDE = { width: 1280, height: 900 };
const NARROW = { width: 360, height: 740 };

function run(command, args, folder) {
  return execFileSync(command, args, { cwd: folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
}

/** A repository with these files, committed; the path of its report. */
function report(name, files, prepare = () => {}) {
  const folder = join(room, name);
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  const git = (...args) => run('git', ['-c', 'user.name=Ada', '-c', 'user.email=ada@example.org', ...args], folder);
  git('init', '--quiet', '--initial-branch=main');
  git('add', '--all');
  git('commit', '--quiet', '--message', 'begin');
  prepare(folder);
  return written(folder, join(room, `${name}.html`));
}

/** The report on a shop whose gates have run: one passes, one fails. */
function verifiedShop() {
  return report('shop', SHOP, (folder) => {
    try {
      run(milepost, ['verify', '--quiet'], folder);
    } catch (error) {
      assert.equal(error.status, 1, `${error.stdout}${error.stderr}`);
    }
  });
}

function written(folder, file) {
  run(milepost, ['render', '--format', 'html', '--output', file, '--quiet'], folder);
  return file;
}

const SHOP = {
  'milepost.toml': `schema = 1

[documents]
include = ["**/*.md"]

[gates.unit]
run = "true"

[gates.latency]
run = "test -f fast"
`,
  'docs/M1.md': `# M1 Foundation

**Goal:** It builds and it is tested
**Status:** Done

## Acceptance criteria

- [x] The unit tests pass (gate \`unit\`)

## Deliverables

### M1-D1 Build system

**Status:** Done
**Scope:** \`milepost.toml\`

#### Tasks

- [x] M1-T01 Write the Makefile
- [x] M1-T02 Cache what is slow
`,
  'docs/M2.md': `# M2 Orders

**Goal:** People can order
**Status:** In progress
**Depends on:** M1

## Acceptance criteria

- [ ] p95 stays under 500 ms (gate \`latency\`)
- [ ] A newcomer understands the errors
`,
  'docs/M3.md': `# M3 Payments

**Goal:** People can pay
**Status:** Done
**Depends on:** M2

## Acceptance criteria

- [x] A refused card is told so (gate \`unit\`)

## Deliverables

### M3-D1 Ledger of payments

**Status:** Complete
**Scope:** \`src/payments/**\`

### M3-D2 Refunds

**Status:** In progress
**Output:** refunds within a day
`,
  'docs/DECISIONS.md': `# Decisions

## D-001 One store

**Status:** Accepted
**Affects:** M1
`,
  'docs/RISKS.md': `# Risks

| ID | Risk | Status |
|---|---|---|
| R1 | Builds take an hour | Open |
`,
};

/** Documents that mean no good: each would leave a mark if the browser took it for more than text. */
const HOSTILE = {
  'milepost.toml': 'schema = 1\n\n[documents]\ninclude = ["**/*.md"]\n\n[gates.unit]\nrun = "echo \'</code><script>top.marked = 1</script>\'"\n',
  'docs/M1.md': `# M1 <script>top.marked = 2</script><img src=x onerror="top.marked = 3"> \`<svg onload=top.marked=4>\`

**Goal:** "><svg onload=top.marked=5>
**Status:** \`</i><img src=x onerror=top.marked=6>\`

## Acceptance criteria

- [x] It holds \`</title></style></script><script>top.marked = 7</script>\` (gate \`unit\`)
- [ ] It says \`" onmouseover="top.marked=8" x="\` and [this](javascript:top.marked=9)
`,
  'docs/board.md': `# Milestones

| Milestone | Status | Evidence |
|---|---|---|
| main | Planned | <iframe srcdoc="<script>top.marked=10</script>"></iframe> |
| board | \`<details open ontoggle=top.marked=11>\` | \`javascript:top.marked=12\` |
`,
};

const tests = [];
const test = (name, body) => tests.push({ name, body });

test('loads nothing, runs nothing but its own script, and breaks no rule of its own', async (open) => {
  const page = await open(shop);
  assert.deepEqual(page.requested, [pathToFileURL(shop).href]);
  assert.deepEqual(page.complaints, []);
  const ran = await page.evaluate(() => document.querySelector('#mp-standing').options.length);
  assert.ok(ran > 1);
});

test('forbids what is put into it afterwards', async (open) => {
  const text = readFileSync(shop, 'utf8');
  const file = join(room, 'tampered.html');
  writeFileSync(file, text.replace('</main>', `</main>
    <script>top.marked = 1</script><img src=x onerror="top.marked = 2"><p id=tall style="height:999px">tall</p>
    <style>h1 { display: none }</style><script src="data:text/javascript,top.marked=3"></script>
    <form action="https://example.org"><button id=send>send</button></form>
    <iframe srcdoc="<script>top.marked=4</script>"></iframe>`));
  const page = await open(file);
  assert.equal(await page.evaluate(() => top.marked), undefined);
  assert.ok(await page.locator('h1').isVisible());
  assert.ok((await page.locator('#tall').boundingBox()).height < 200);
  assert.ok(page.complaints.length >= 5, `it says so: ${page.complaints.join('\n')}`);
});

test('shows text of documents as text', async (open) => {
  const page = await open(hostile);
  await page.evaluate(() => document.querySelectorAll('details').forEach((it) => (it.open = true)));
  await page.waitForTimeout(100);
  assert.equal(await page.evaluate(() => top.marked), undefined);
  assert.deepEqual(page.complaints, []);
  const count = (selector) => page.locator(selector).count();
  assert.deepEqual(await Promise.all(['script', 'img', 'iframe', 'a[href^=javascript]'].map(count)), [1, 0, 0, 0]);
  const outside = await page.evaluate(() => [...document.querySelectorAll('a')].filter((it) => !it.getAttribute('href').startsWith('#')).length);
  assert.equal(outside, 0);
});

test('leads from the board to the page of an item, and opens it', async (open) => {
  const page = await open(shop);
  assert.equal(await page.locator('#M2').isVisible(), false);
  await page.locator('table.board a', { hasText: 'M2' }).click();
  assert.ok(await page.locator('#M2').isVisible());
  await page.locator('#M2 a', { hasText: 'latency' }).first().click();
  assert.ok(await page.locator('[id="gate:latency"]').isVisible());
});

test('opens at what the address names, also with a task inside of it', async (open) => {
  const page = await open(shop, { hash: '#M1-T02' });
  assert.ok(await page.locator('#M1-T02').isVisible());
  const again = await open(hostile, { hash: '#%E0%A4%A' });
  assert.deepEqual(again.complaints, []);
});

test('is searched and filtered from the keyboard', async (open) => {
  const page = await open(shop);
  await page.keyboard.press('/');
  await page.keyboard.type('ORDERS');
  const found = page.locator('#found');
  await found.filter({ hasText: 'found' }).waitFor();
  const rows = page.locator('table.board tbody tr:visible');
  assert.equal(await rows.count(), 1);
  assert.match(await rows.innerText(), /M2/);
  await page.keyboard.press('Enter');
  assert.equal(await page.evaluate(() => document.activeElement.textContent), 'M2');
  await page.keyboard.press('/');
  await page.keyboard.press('Escape');
  assert.equal(await rows.count(), 6);
  assert.equal(await found.innerText(), '');
  const standing = page.locator('#mp-standing');
  const words = await standing.locator('option').evaluateAll((options) => options.map((it) => it.value));
  await standing.selectOption(words[1]);
  const kept = await rows.evaluateAll((rows) => rows.map((it) => it.dataset.s));
  assert.ok(kept.length > 0 && kept.length < 6 && kept.every((it) => it === words[1]), `${words[1]}: ${kept}`);
});

test('a link to what is filtered away shows it all the same', async (open) => {
  const page = await open(shop);
  await page.locator('#search').fill('orders');
  await page.locator('#found').filter({ hasText: 'found' }).waitFor();
  await page.evaluate(() => (location.hash = '#M1'));
  await page.locator('#M1').waitFor({ state: 'visible' });
});

test('is whole without its script', async (open) => {
  const page = await open(shop, { javaScriptEnabled: false, hash: '#M1-T02' });
  assert.ok(await page.locator('table.board a', { hasText: 'M1' }).first().isVisible());
  assert.ok(await page.locator('#M1-T02').isVisible(), 'a browser unfolds what an address leads to');
});

test('unfolds on paper, and folds again', async (open) => {
  const page = await open(shop);
  const folds = () => page.locator('details:not([open])').count();
  const before = await folds();
  assert.ok(before > 0);
  await page.evaluate(() => window.dispatchEvent(new Event('beforeprint')));
  assert.equal(await folds(), 0);
  await page.evaluate(() => window.dispatchEvent(new Event('afterprint')));
  assert.equal(await folds(), before);
  assert.ok((await page.pdf()).length > 10_000);
});

for (const [name, options] of [
  ['light', { colorScheme: 'light' }],
  ['dark', { colorScheme: 'dark' }],
  ['narrow', { colorScheme: 'light', viewport: NARROW }],
  ['forced colours', { forcedColors: 'active' }],
]) {
  test(`axe finds nothing to say: ${name}`, async (open) => {
    for (const file of [shop, hostile]) {
      const page = await open(file, options);
      await page.evaluate(() => document.querySelectorAll('details').forEach((it) => (it.open = true)));
      // As an isolated world it is not subject to what the page allows itself.
      const client = await page.context().newCDPSession(page);
      const { frameTree } = await client.send('Page.getFrameTree');
      const { executionContextId } = await client.send('Page.createIsolatedWorld', { frameId: frameTree.frame.id });
      const evaluate = (expression) => client.send('Runtime.evaluate', { expression, contextId: executionContextId, awaitPromise: true, returnByValue: true });
      await evaluate(AXE);
      const answer = await evaluate('axe.run(document, { resultTypes: ["violations"] })');
      assert.ok(answer.result?.value, JSON.stringify(answer.exceptionDetails));
      const told = answer.result.value.violations.map((it) => `${it.id}: ${it.help}\n    ${it.nodes.slice(0, 3).map((node) => node.html.slice(0, 160)).join('\n    ')}`);
      assert.deepEqual(told, []);
    }
  });
}

test('needs no more width than a telephone has', async (open) => {
  for (const file of [shop, hostile]) {
    const page = await open(file, { viewport: NARROW });
    await page.evaluate(() => document.querySelectorAll('details').forEach((it) => (it.open = true)));
    const { inner, outer } = await page.evaluate(() => ({ inner: document.documentElement.scrollWidth, outer: innerWidth }));
    assert.ok(inner <= outer, `${inner} of ${outer}`);
  }
});

/** A page that notes what it asks for and what it complains of. */
async function opened(browser, file, { hash = '', ...options } = {}) {
  const context = await browser.newContext({ viewport: WIDE, ...options });
  const page = await context.newPage();
  page.requested = [];
  page.complaints = [];
  page.on('request', (request) => page.requested.push(request.url().replace(/#.*/, '')));
  page.on('console', (message) => page.complaints.push(message.text()));
  page.on('pageerror', (error) => page.complaints.push(String(error)));
  await page.goto(pathToFileURL(file).href + hash);
  page.requested = page.requested.filter((url) => !url.startsWith('data:'));
  return page;
}

async function check(browser) {
  let failed = 0;
  for (const { name, body } of tests) {
    const pages = [];
    try {
      await body(async (...args) => {
        const page = await opened(browser, ...args);
        pages.push(page);
        return page;
      });
      console.log(`ok   ${name}`);
    } catch (error) {
      failed += 1;
      console.log(`FAIL ${name}\n${error.stack}`);
    }
    await Promise.all(pages.map((page) => page.context().close()));
  }
  console.log(`${tests.length - failed} passed, ${failed} failed`);
  return failed === 0;
}

async function pictures(browser, folder, repository) {
  mkdirSync(folder, { recursive: true });
  const file = repository ? written(resolve(repository), join(room, 'picture.html')) : verifiedShop();
  const shots = [
    ['report-light', { colorScheme: 'light' }],
    ['report-dark', { colorScheme: 'dark' }],
    ['report-narrow', { colorScheme: 'light', viewport: { width: 390, height: 900 } }],
  ];
  for (const [name, options] of shots) {
    const page = await opened(browser, file, options);
    await page.screenshot({ path: join(folder, `${name}.png`) });
    console.log(`wrote ${join(folder, `${name}.png`)}`);
  }
  return true;
}

let shop;
let hostile;
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
});
let isFine = false;
try {
  if (process.argv[3] === '--pictures') {
    isFine = await pictures(browser, process.argv[4], process.argv[5]);
  } else {
    shop = verifiedShop();
    hostile = report('hostile', HOSTILE);
    isFine = await check(browser);
  }
} finally {
  await browser.close();
  rmSync(room, { recursive: true, force: true });
}
process.exit(isFine ? 0 : 1);
