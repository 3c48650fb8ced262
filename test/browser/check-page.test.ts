import { COLOR_SCHEMES, WIDTHS, checkPage, checkView } from "../support/browser/check-page";
import { describeInBrowser } from "../support/browser/describe";
import { fixturePage } from "../support/browser/fixture-page";

const PHONE = { width: 360, colorScheme: "light" } as const;

const CARD = `<p>Adele Vance, <a href="#reports">reports</a></p><details><summary>More</summary><a href="#x">Inner</a></details>
  <p id="reports">Alex Wilber</p>`;

describeInBrowser("checkPage", (browser) => {
  const problemsOf = async (html: string, view: Parameters<typeof checkView>[2] = PHONE) =>
    checkView(browser(), browser().write(html), view);

  it("finds no problem in a page that has none", async () => {
    expect(await checkPage(browser(), browser().write(fixturePage(CARD)))).toEqual([]);
  });

  it("accepts texts that are hidden for everyone but screen readers, and skip links", async () => {
    const styles = `
      .hidden { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
      .skip:not(:focus) { position: absolute; left: -9999px; }`;
    const main = `<a class="skip" href="#end">Skip to the end</a><p class="hidden">${"Only read ".repeat(50)}</p><p id="end">End</p>`;
    expect(await problemsOf(fixturePage(main, { styles }))).toEqual([]);
  });

  it("accepts a wide table in a focusable region that scrolls", async () => {
    const main = `<div class="scroll" role="region" aria-label="Values" tabindex="0"><p>${"wide".repeat(200)}</p></div>`;
    const styles = `.scroll { overflow-x: auto; } .scroll p { width: 2000px; } .scroll:focus { outline: 2px solid; }`;
    expect(await problemsOf(fixturePage(main, { styles }))).toEqual([]);
  });

  it.each([
    [
      "a page that scrolls horizontally",
      fixturePage('<div class="wide">Wide</div>', { styles: ".wide { width: 361px; }" }),
      "scrolls horizontally: 377 of 360 px",
    ],
    [
      "text outside of the viewport",
      fixturePage('<p class="out">Outside</p>', {
        styles: "html { overflow: hidden; } .out { position: absolute; left: 340px; width: 200px; }",
      }),
      'text outside of the viewport: "Outside" in main > p.out',
    ],
    [
      "text that is cut off",
      fixturePage('<p class="cut">A name that is too long</p>', {
        styles: ".cut { width: 80px; overflow: hidden; white-space: nowrap; text-overflow: ellipsis; }",
      }),
      'text cut off: "A name that is too long" in main > p.cut',
    ],
    [
      "text that is cut off at the bottom",
      fixturePage('<p class="cut">A name on several lines</p>', {
        styles: ".cut { width: 80px; height: 24px; overflow: hidden; }",
      }),
      'text cut off: "A name on several lines" in main > p.cut',
    ],
    [
      "text outside of its cell",
      fixturePage("<table><tr><td>A long name</td></tr></table>", {
        styles: "table { table-layout: fixed; width: 40px; } td { white-space: nowrap; }",
      }),
      'text outside of its box: "A long name" in table > tbody > tr > td',
    ],
    [
      "a short word that is broken",
      fixturePage('<p class="narrow">no response</p>', { styles: ".narrow { width: 50px; }" }),
      'word broken: "response" in main > p.narrow',
    ],
    [
      "texts of neighboring cells that overlap",
      fixturePage("<table><tr><td>A long name</td><td>Title</td></tr></table>", {
        styles: "table { table-layout: fixed; width: 100px; } td { white-space: nowrap; }",
      }),
      'texts overlap: "A long name" in table > tbody > tr > td and "Title" in table > tbody > tr > td',
    ],
    [
      "labels of a drawing that overlap",
      fixturePage(
        '<svg role="img" aria-label="Times" height="20"><text x="0" y="15">100 ms</text><text x="20" y="15">200 ms</text></svg>',
      ),
      'texts overlap: "100 ms" in main > svg > text and "200 ms" in main > svg > text',
    ],
    [
      "a scrollable part that the keyboard does not reach",
      fixturePage(`<div class="scroll"><p>Wide</p></div>`, {
        styles: ".scroll { overflow-x: auto; } .scroll p { width: 2000px; }",
      }),
      "scrollable, but not focusable: main > div.scroll",
    ],
    [
      "a low contrast",
      fixturePage('<p class="pale">Pale</p>', { styles: ".pale { color: #999; background: #fff; }" }),
      "axe color-contrast: p: Elements must meet minimum color contrast ratio thresholds.",
    ],
    [
      "a low contrast in a drawing",
      fixturePage('<svg role="img" aria-label="Time" height="20"><text y="15">100 ms</text></svg>', {
        styles: "text { fill: #999; }",
      }),
      'low contrast in a drawing: 2.85 for "100 ms"',
    ],
    [
      "an image without an alternative text",
      fixturePage('<img src="data:image/gif;base64,R0lGODlhAQABAAAAACH5BAEKAAEALAAAAAABAAEAAAICTAEAOw==">'),
      "axe image-alt: img:",
    ],
    [
      "links that are too small and too close to hit",
      fixturePage('<div><a class="small" href="#a">a</a></div><div><a class="small" href="#b">b</a></div>', {
        styles: ".small { display: inline-block; font-size: 10px; line-height: 10px; } div { height: 10px; }",
      }),
      "axe target-size:",
    ],
    [
      "a heading level that is left out, which is a best practice",
      fixturePage("<h3>Deep</h3>"),
      "axe heading-order: h3:",
    ],
    ["a console message", fixturePage("<script>console.log('hello')</script>"), "console: log: hello"],
    ["an error of a script", fixturePage("<script>null.x</script>"), "error: Cannot read properties of null"],
    [
      "a request",
      fixturePage('<img alt="Photo" src="https://example.invalid/photo.png">'),
      "request: https://example.invalid/photo.png",
    ],
    [
      "a request that the policy of the page blocks",
      fixturePage('<img alt="Photo" src="https://example.invalid/photo.png">', {
        head: `<meta http-equiv="Content-Security-Policy" content="img-src data:" />`,
      }),
      "request: https://example.invalid/photo.png",
    ],
    [
      "a link without a visible focus",
      fixturePage(CARD, { styles: "a:focus { outline: none; }" }),
      'no visible focus: a "reports"',
    ],
    [
      "a link that the Tab key reaches too early",
      fixturePage(`${CARD}<a href="#reports" tabindex="1">First</a>`),
      'Tab reaches a "First" instead of a "reports"',
    ],
    [
      "a link that is never in the view",
      fixturePage(CARD, { styles: "a { position: fixed; left: -50px; }" }),
      'focused outside of the view: a "reports"',
    ],
    [
      "a link below other content",
      fixturePage(`${CARD}<div class="top"></div>`, {
        styles: ".top { position: fixed; inset: 0; background: #0001; }",
      }),
      'covered while focused: a "reports"',
    ],
  ])("finds %s", async (_name, html, problem) => {
    const problems = await problemsOf(html);
    expect(problems.join("\n")).toContain(`360 px, light: ${problem}`);
  });

  it("finds a page that is the same in both color schemes", async () => {
    const html = fixturePage("<p>Text</p>", {
      styles: "body { background: #fff !important; color: #111 !important; }",
    });
    const problems = await checkPage(browser(), browser().write(html));
    expect(problems).toEqual(
      WIDTHS.map((width) => `${width} px, dark: wrong colors: text rgb(17, 17, 17) on rgb(255, 255, 255)`),
    );
  });

  it("checks every width in every color scheme, and a window that is zoomed", async () => {
    const html = fixturePage('<p class="wide">Wide</p>', { styles: ".wide { width: 1700px; }" });
    const problems = await checkPage(browser(), browser().write(html));
    const views = problems.map((problem) => problem.split(":")[0]);
    expect([...new Set(views)]).toEqual([
      ...COLOR_SCHEMES.flatMap((scheme) => WIDTHS.map((width) => `${width} px, ${scheme}`)),
      "640 px, light",
      "320 px, light",
    ]);
  });

  it("finds a low contrast that only the dark scheme has", async () => {
    const html = fixturePage('<p class="dim">Dim</p>', { styles: ".dim { color: #595959; }" });
    expect(await problemsOf(html, { width: 360, colorScheme: "light" })).toEqual([]);
    expect(await problemsOf(html, { width: 360, colorScheme: "dark" })).toEqual([
      expect.stringContaining("360 px, dark: axe color-contrast: p:"),
    ]);
  });

  it("finds a file of 300,000 bytes", async () => {
    const html = fixturePage();
    const filler = (size: number) => `${html}<!--${"x".repeat(size - html.length - 7)}-->`;
    expect(await checkPage(browser(), browser().write(filler(300_000)))).toEqual([
      "300000 bytes, 300000 or more",
    ]);
    expect(await checkPage(browser(), browser().write(filler(299_999)))).toEqual([]);
  });
});
