import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, test } from "node:test";
import { axe, close, downloaded, keep, open, pages, shut } from "./browser.mjs";

after(close);

const views = ["summary", "crossings", "findings", "division", "school", "authority", "quality", "method"];
const west = "west_sumatra/page.html";
const report = JSON.parse(readFileSync(`${pages}/west_sumatra/report.json`, "utf8"));

/** The number of findings that the page says it shows. */
const counted = async (page) => Number((await page.locator("main h2").first().textContent()).match(/[\d.,]+/)[0].replace(/[.,]/g, ""));

const fine = async (page) => {
  assert.doesNotMatch(await page.locator("body").innerText(), /undefined|NaN|\[object|\{\w+\}/);
  assert.deepEqual(page.faults, []);
};

for (const lang of ["id", "en"])
  test(`each view shows and is kept, in ${lang}`, async () => {
    const page = await open(west, `lang=${lang}`);
    for (const v of views) {
      await page.locator("nav a").nth(views.indexOf(v)).click();
      await page.waitForFunction((v) => location.hash.includes(`v=${v}`), v);
      assert.equal(await page.locator("nav a[aria-current=page]").count(), 1);
      assert.ok(await page.locator("main").locator("h2, h3").count());
      await fine(page);
      await keep(page, `${v}-${lang}`);
    }
    assert.equal(await page.locator("html").getAttribute("lang"), lang);
    await shut(page);
  });

test("nothing serious is found by axe in any view, opened finding, school, local government or page for one reader", async () => {
  const found = [];
  const finding = report.most_important[0];
  const places = [...views.map((v) => [west, `v=${v}`]), [west, `v=findings&f=${finding}`], [west, "v=school&t=XSD00139"],
    [west, "v=authority&t=PEMDA-13.71"], [west, "v=summary&region=13.71"], ["divided/page.html", "v=division"], ["three_w/page.html", ""],
    // What has changed, by a what-if too, and pages for one reader, in both languages.
    ...["id", "en"].flatMap((lang) => [
      ["since/page.html", `v=summary&lang=${lang}`], ["since/page.html", `v=findings&fate=opened&lang=${lang}`], ["since/bgp.html", `v=summary&lang=${lang}`],
      ["without/page.html", `v=summary&lang=${lang}`], ["divided/bpmp.html", `v=division&lang=${lang}`], ["target.html", `lang=${lang}`],
      ...["unit.html", "region.html"].flatMap((file) => views.map((v) => [file, `v=${v}&lang=${lang}`])),
    ])];
  for (const [file, fragment] of places) {
    const page = await open(file, fragment);
    // What is folded away is for all too.
    await page.evaluate(() => document.querySelectorAll("details").forEach((d) => (d.open = true)));
    await page.evaluate(axe);
    const { violations } = await page.evaluate(() => window.axe.run());
    for (const v of violations)
      if (["serious", "critical"].includes(v.impact)) found.push(`${file}#${fragment}: ${v.id}: ${v.nodes[0].html} ${v.nodes[0].failureSummary}`);
    await shut(page);
  }
  assert.deepEqual(found, []);
});

test("each filter of findings leaves what it says, stands in the fragment, and back undoes it", async () => {
  const page = await open(west, "v=findings");
  assert.equal(await counted(page), report.findings.length);
  const is = {
    kind: (f, v) => f.kind === v,
    severity: (f, v) => f.severity === v,
    planned: (f, v) => f.planned === (v === "yes"),
    status: (f, v) => f.status === v,
    unit: (f, v) => f.units.includes(v),
  };
  const register = JSON.parse(readFileSync(`${pages}/west_sumatra/register.json`, "utf8"));
  const at = (table, id) => register[table].columns.id.indexOf(id);
  is.theme = (f, v) => f.activity !== null && register.activities.columns.theme[at("activities", f.activity)] === at("activities", v);
  is.region = (f, v) => f.region === v || f.targets.some((t) => register.regions.columns.id[register.targets.columns.region[at("targets", t)]] === v);
  const selects = page.locator(".filters select");
  assert.equal(await selects.count(), 7);
  for (const [name, i] of [["kind", 0], ["severity", 1], ["planned", 2], ["status", 3], ["region", 4], ["unit", 5], ["theme", 6]]) {
    const value = await selects.nth(i).locator("option").nth(1).getAttribute("value");
    await selects.nth(i).selectOption(value);
    await page.waitForFunction(([n, v]) => new URLSearchParams(location.hash.slice(1)).get(n) === v, [name, value]);
    assert.equal(await counted(page), report.findings.filter((f) => is[name](f, value)).length, `${name}=${value}`);
    assert.equal(await page.locator(".chosen-bar a").count(), 1);
    await page.goBack();
    await page.waitForFunction((n) => !location.hash.includes(n + "="), name);
    assert.equal(await counted(page), report.findings.length);
  }
  await selects.nth(0).selectOption("gap");
  await page.locator(".chosen-bar a").click();
  await page.waitForFunction(() => !location.hash.includes("gap"));
  await fine(page);
  await shut(page);
});

test("a finding opens to its evidence, rows, p and q in words, and a decision is exported", async () => {
  const f = report.findings.find((f) => f.kind === "duplication");
  const page = await open(west, `v=findings&lang=en&f=${f.id}`);
  const detail = page.locator(".detail");
  assert.match(await detail.innerText(), /would be expected; as many or more would occur by chance less than 1 time in 1,000,000 \(p\)/);
  const [name, rows] = await downloaded(page, () => detail.getByRole("button", { name: `Download CSV (${f.rows.length} rows)` }).click());
  assert.equal(name, `${f.id}-rows.csv`);
  for (const row of f.rows) assert.ok(rows.includes(row));
  await keep(page, "finding-en");
  await detail.locator(".decision select").first().selectOption("intended");
  await detail.getByLabel("reason").fill('Both were asked to, "by law"; =1+1');
  await detail.getByLabel("expires").fill("2025-01-31");
  await detail.getByRole("button", { name: "Enter decision" }).click();
  const [file, csv] = await downloaded(page, () => page.getByRole("button", { name: /Export decisions.csv \(1 new\)/ }).click());
  assert.equal(file, "decisions.csv");
  const lines = csv.replace("\uFEFF", "").trim().split("\r\n");
  assert.equal(lines[0], "finding_id,decision,reason,unit_id,date,expires,targets_then,value_then");
  assert.match(lines[1], new RegExp(`^${f.id},intended,"Both were asked to, ""by law""; =1\\+1",${f.units[0]},\\d{4}-\\d\\d-\\d\\d,2025-01-31,${f.target_count},${f.value.amount}$`));
  await fine(page);
  await shut(page);
});

test("choosing a region on the map makes everything follow", async () => {
  const page = await open(west, "v=summary&lang=en");
  await page.locator(".place", { hasText: "Kota Padang:" }).first().click();
  await page.waitForFunction(() => location.hash.includes("region=13.71"));
  assert.equal(await page.locator(".place.chosen").count(), 1);
  assert.match(await page.locator("section h2").nth(1).textContent(), /Kota Padang/);
  await keep(page, "summary-padang-en");
  for (const v of ["findings", "crossings"]) {
    await page.locator("nav a").nth(views.indexOf(v)).click();
    await page.waitForFunction((v) => location.hash.includes(`v=${v}`) && location.hash.includes("region=13.71"), v);
    assert.match(await page.locator(".chosen-bar").innerText(), /Kota Padang/);
  }
  await keep(page, "crossings-padang-en");
  await fine(page);
  await shut(page);
});

test("the page can be used by keyboard alone", async () => {
  const page = await open(west, "v=summary&lang=en");
  const focused = () => page.evaluate(() => document.activeElement.textContent);
  await page.keyboard.press("Tab");
  assert.match(await focused(), /Skip to content/);
  await page.keyboard.press("Enter");
  assert.equal(await page.evaluate(() => document.activeElement.id), "main");
  const seek = async (inside, key = "Tab") => {
    for (let i = 0; i < 80; i++) {
      await page.keyboard.press(key);
      if (await page.evaluate((s) => document.activeElement.matches(s), inside)) {
        const width = await page.evaluate(() => getComputedStyle(document.activeElement.querySelector("circle") ?? document.activeElement));
        assert.ok(width);
        return;
      }
    }
    assert.fail(`the keyboard never reached ${inside}`);
  };
  await seek(".place");
  // One stop of the tab key; each arrow that leads on leads to another place.
  assert.equal(await page.locator(".place[tabindex='0']").count(), 1);
  const walked = new Set([await focused()]);
  for (const key of ["ArrowDown", "ArrowDown", "ArrowRight", "ArrowUp", "ArrowLeft"]) {
    await page.keyboard.press(key);
    assert.ok(await page.evaluate(() => document.activeElement.matches(".place[tabindex='0']")));
    walked.add(await focused());
  }
  assert.ok(walked.size >= 4, [...walked].join(" | "));
  await page.keyboard.press("Enter");
  await page.waitForSelector(".place.chosen");
  await page.keyboard.press("Escape");
  await page.waitForFunction(() => !location.hash.includes("region=") && !document.querySelector(".place.chosen"));
  await page.keyboard.press("Enter");
  await page.waitForFunction(() => location.hash.includes("region="));
  await seek("nav a", "Shift+Tab");
  await page.locator("nav a").nth(2).focus();
  await page.keyboard.press("Enter");
  await page.waitForFunction(() => location.hash.includes("v=findings"));
  await seek(".sentence");
  assert.notEqual(await page.evaluate(() => getComputedStyle(document.activeElement).outlineStyle), "none");
  await page.keyboard.press("Enter");
  await page.waitForSelector(".detail");
  await seek(".decision select");
  await page.keyboard.press("ArrowDown");
  await seek(".decision button");
  await page.keyboard.press("Enter");
  await page.waitForSelector(".decision [role=status]:not(:empty)");
  await page.keyboard.press("Escape");
  await page.waitForFunction(() => !document.querySelector(".detail"));
  assert.ok(await page.evaluate(() => document.activeElement.matches(".sentence")));
  await fine(page);
  await shut(page);
});

test("a school and a local government show what they receive, when and by whom", async () => {
  const page = await open(west, "v=school&lang=en");
  await page.getByLabel("Name or number").fill("contoh 139 padang");
  await page.keyboard.press("Enter");
  await page.waitForFunction(() => location.hash.includes("t=XSD00139"));
  assert.match(await page.locator("main h2").innerText(), /SD Contoh 139 Kota Padang: 8 deliveries by 3 units/);
  await keep(page, "school-XSD00139-en");
  await page.getByRole("link", { name: "Pemerintah Kota Padang", exact: true }).click();
  await page.waitForSelector(".day.clash");
  await page.locator(".filters select").selectOption("MITRA");
  // As the finding of this local government and theme counts them.
  const load = report.findings.find((f) => f.kind === "coordination_load" && f.region === "13.71" && f.activity === "MITRA");
  await page.waitForFunction((n) => document.querySelector("h2").textContent.includes(`${n} contacts`), load.evidence.contacts);
  await keep(page, "authority-padang-en");
  await fine(page);
  await shut(page);
});

test("crossings count as the report does, exclusively and inclusively", async () => {
  const page = await open(west, "v=crossings&lang=en");
  const [, pairs] = await downloaded(page, async () => {
    await page.locator("figure").nth(1).locator("summary").click();
    await page.locator("figure").nth(1).getByRole("button", { name: /Download/ }).click();
  });
  assert.equal(pairs.trim().split("\r\n").length - 1, report.figures.pairs);
  await page.getByLabel("inclusive").check();
  await page.waitForSelector(".expected", { state: "attached" });
  await fine(page);
  await shut(page);
});

test("with scripts off the page reads, and printed it is A4", async () => {
  const page = await open(west, "", { javaScriptEnabled: false });
  assert.equal(await page.locator("ol.first > li").count(), report.most_important.length);
  assert.match(await page.locator("h1").innerText(), /Sumatera Barat/);
  assert.equal(await page.locator("table").count(), 2);
  await keep(page, "scripts-off");
  await shut(page);
  const printed = await open(west);
  await printed.emulateMedia({ media: "print" });
  await printed.pdf({ path: `${pages}/printed.pdf`, preferCSSPageSize: true });
  await printed.setViewportSize({ width: 690, height: 980 });
  await keep(printed, "printed");
  await shut(printed);
});

test("on a phone nothing is wider than the screen", async () => {
  for (const lang of ["id", "en"])
    for (const v of views) {
      const page = await open(west, `v=${v}&lang=${lang}`, { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });
      assert.ok((await page.evaluate(() => document.documentElement.scrollWidth)) <= 390, `${v} ${lang}`);
      if (v === "summary" || v === "findings" || v === "crossings") await keep(page, `phone-${v}-${lang}`);
      await shut(page);
    }
});

test("a page for one reader says for whom, and shows every view", async () => {
  for (const file of ["unit.html", "region.html", "target.html", "divided/bpmp.html"]) {
    const page = await open(file, "lang=en");
    assert.match(await page.locator("header").innerText(), /Written for/);
    for (const v of views) {
      await page.locator("nav a").nth(views.indexOf(v)).click();
      await page.waitForFunction((v) => location.hash.includes(`v=${v}`), v);
      await fine(page);
    }
    await page.goto(page.url().replace(/#.*/, "#v=school&t=XSD00139"));
    await page.waitForSelector("main");
    await keep(page, file.replace(/\W/g, "-"));
    await shut(page);
  }
});

test("names cannot break out, and outlines are drawn", async () => {
  const page = await open("hostile/page.html");
  for (const v of views) {
    await page.locator("nav a").nth(views.indexOf(v)).click();
    await page.waitForFunction((v) => location.hash.includes(`v=${v}`), v);
    assert.equal(await page.evaluate(() => window.broken), undefined);
    assert.equal(await page.locator("img").count(), 0);
    await fine(page);
  }
  const shown = await open("hostile/page.html", "v=summary");
  assert.match(await shown.locator("main").innerText(), /<\/script><script>window\.broken=1<\/script>/);
  assert.equal(await shown.locator(".place path").count(), 2);
  for (const path of await shown.locator(".place path").all()) assert.ok((await path.boundingBox()).width < 300);
  await keep(shown, "hostile");
  // A formula in a name stays a text in a spreadsheet.
  await shown.goto(shown.url().replace(/#.*/, "#v=school"));
  const [, csv] = await downloaded(shown, () => shown.getByRole("button", { name: /CSV/ }).click());
  assert.match(csv, /'=cmd/);
  await shut(shown);
  await shut(page);
});

test("a division shows who leads, before and after, and work plans", async () => {
  const page = await open("divided/page.html", "v=division&lang=en");
  const text = await page.locator("main").innerText();
  for (const words of ["2 pieces of work, 1 still open", "Before and after", "BGP reaches more of them", "RACI by theme", "Draft work plans", "meetings of units"])
    assert.ok(text.includes(words), words);
  await keep(page, "division-divided-en");
  await page.locator(".filters select").nth(1).selectOption("BPMP");
  await page.waitForFunction(() => location.hash.includes("unit=BPMP"));
  await fine(page);
  await shut(page);
});

test("a what-if says so and shows what was before", async () => {
  const page = await open("without/page.html");
  assert.match(await page.locator("header").innerText(), /as if PSP delivered nothing/);
  assert.match(await page.locator("ul.tiles").innerText(), /was 3,337; −366/);
  await fine(page);
  await shut(page);
});

test("what has changed since an earlier report stands in the summary and marks findings", async () => {
  const { change, findings } = JSON.parse(readFileSync(`${pages}/since/report.json`, "utf8"));
  const opened = change.findings.filter((f) => f.fate === "opened").length;
  const gone = change.findings.filter((f) => f.sentence).length;
  assert.ok(opened > 0 && opened < findings.length);
  for (const file of ["since/page.html", "since/bgp.html"]) {
    const page = await open(file, "v=summary&lang=en");
    const text = await page.locator("main").innerText();
    assert.match(text, new RegExp(`Since 31 August 2023: ${opened} findings? new`));
    assert.match(await page.locator("ul.tiles").innerText(), /was [\d,]+; \+/);
    assert.equal(text.includes("that are gone") || text.includes("that is gone"), file.includes("page") && gone > 0);
    await keep(page, file.replace(/\W/g, "-"));
    await page.goto(page.url().replace(/#.*/, "#v=findings&lang=en&fate=opened"));
    await page.waitForSelector(".tag.new");
    if (file.includes("page")) assert.equal(await counted(page), opened);
    assert.equal(await page.locator("li.finding").count(), await page.locator("li.finding .tag.new").count());
    await fine(page);
    await shut(page);
  }
  const page = await open("since/page.html", "v=summary&lang=id");
  assert.match(await page.locator("main").innerText(), new RegExp(`Sejak 31 Agustus 2023: ${opened} temuan baru`));
  await keep(page, "since-id");
  await page.goto(page.url().replace(/#.*/, "#v=findings&lang=id&fate=persistent"));
  await page.waitForFunction(() => document.querySelector(".finding")?.innerText.includes("sejak 31 Agustus 2023"));
  await shut(page);
});

test("a network is always shown, says what it bundles, and is walked by the arrow keys", async () => {
  for (const [file, fragment, says] of [
    [west, "v=crossings&lang=en", /bundled by region|same programs are bundled/],
    [west, "v=crossings&lang=en&region=13.71", /bundled/],
    ["three_w/page.html", "v=crossings&lang=en", /./],
    ["large/page.html", "v=crossings&lang=en", /bundled by 80 units[\s\S]*bundled by/],
  ]) {
    const page = await open(file, fragment);
    const network = page.locator("svg.network");
    await network.waitFor();
    const figure = page.locator("figure", { has: page.locator("svg.network") });
    assert.match(await figure.locator("figcaption").innerText(), says);
    assert.ok((await network.locator(".node").count()) <= 200);
    assert.equal(await network.locator(".node[tabindex='0']").count(), 1);
    const drawn = await network.innerHTML();
    await network.locator(".node[tabindex='0']").focus();
    const reached = [];
    for (const key of ["ArrowRight", "ArrowRight", "ArrowDown", "ArrowLeft"]) {
      await page.keyboard.press(key);
      reached.push(await page.evaluate(() => document.activeElement.getAttribute("aria-label")));
    }
    // Each key leads on to another node.
    assert.ok(reached.every((says, i) => says && says !== reached[i - 1]), reached.join(" | "));
    assert.match(reached[1], /met by more than one program/);
    // The first look has few lines, of different weight; a node that is reached has all of its own.
    const few = (drawn.match(/class="link"/g) ?? []).length;
    assert.ok(few <= 45 + 150, `${few} lines at first`);
    assert.ok(new Set(drawn.match(/stroke-width="[^"]+"/g)).size > 1 || few < 3);
    assert.ok(await network.locator(".link.dim").count());
    await figure.locator("summary").click();
    assert.ok(await figure.locator("tbody tr").count());
    const said = (await figure.locator("figcaption").innerText()).match(/Only (\d+) of ([\d,]+) lines/);
    if (file.startsWith("large")) assert.ok(said, "a picture of so many lines is thinned");
    if (said) {
      const [, csv] = await downloaded(page, () => figure.getByRole("button", { name: `Download CSV (${said[2]} rows)` }).click());
      assert.equal(csv.trim().split("\r\n").length - 1, Number(said[2].replace(",", "")));
    }
    await keep(page, `network-${file.replace(/\W.*/, "")}${fragment.includes("region") ? "-padang" : ""}`);
    await fine(page);
    // The same report gives the same picture.
    const again = await open(file, fragment);
    await again.locator("svg.network").waitFor();
    assert.equal(await again.locator("svg.network").innerHTML(), drawn);
    await shut(again);
    await shut(page);
  }
});

test("the matrix is walked by the arrow keys, and says what a cell means", async () => {
  const page = await open(west, "v=crossings&lang=en");
  const figure = page.locator("figure", { has: page.locator("svg .self") });
  const matrix = figure.getByRole("region", { name: /^Pairs/ });
  const said = figure.locator(".reading");
  await matrix.focus();
  await page.keyboard.press("ArrowDown"); // the most alike first
  const title = await figure.locator("figcaption, h3").first().innerText();
  const most = await said.innerText();
  const [, count, jaccard] = / \+ .*: (\d+) \(Jaccard ([\d.]+)\)$/.exec(most);
  assert.match(title, new RegExp(`${count} target`));
  assert.ok(Number(jaccard) > 0);
  const rectAt = () => figure.locator("rect.pointed").evaluate((r) => [Number(r.getAttribute("x")), Number(r.getAttribute("y"))]);
  const [x, y] = await rectAt();
  await page.keyboard.press("ArrowRight");
  const [right] = await rectAt();
  assert.ok(right > x || (await said.innerText()) === most); // at the edge it stays
  for (let i = 0; i < 100; i++) await page.keyboard.press("ArrowLeft");
  for (let i = 0; i < 100; i++) await page.keyboard.press("ArrowUp");
  assert.match(await said.innerText(), /: \d+$/); // the first program with itself: what it reaches
  assert.ok(y >= (await rectAt())[1]);
  // A tap says the same as the keys.
  const cell = figure.locator("svg rect:has(title)").first();
  const words = await cell.locator("title").textContent();
  await cell.click();
  assert.equal(await said.innerText(), words);
  await fine(page);
  await keep(page, "matrix");
  await shut(page);
});

test("where little is recorded each view says so", async () => {
  const page = await open("three_w/page.html");
  for (const v of views) {
    await page.locator("nav a").nth(views.indexOf(v)).click();
    await page.waitForFunction((v) => location.hash.includes(`v=${v}`), v);
    await fine(page);
    if (v === "summary" || v === "crossings") await keep(page, `three_w-${v}`);
  }
  await shut(page);
});

test("a report of national size opens", async () => {
  const page = await open("large/page.html");
  const opened = await page.evaluate(() => performance.now());
  const size = readFileSync(`${pages}/large/page.html`).length;
  assert.ok(size <= 40e6);
  const before = await page.evaluate(() => (window.tasks.length = 0));
  assert.equal(before, 0);
  const longest = {};
  for (const v of views) {
    await page.locator("nav a").nth(views.indexOf(v)).click();
    await page.waitForFunction((v) => location.hash.includes(`v=${v}`), v);
    await page.waitForTimeout(300);
    longest[v] = Math.round(await page.evaluate(() => Math.max(0, ...window.tasks.splice(0).map(([, d]) => d))));
    await fine(page);
    if (v === "summary") await keep(page, "large-summary");
  }
  console.log(`large report: ${(size / 1e6).toFixed(1)} MB, opened after ${Math.round(opened)} ms, longest task after that (ms):`, longest);
  await shut(page);
});
