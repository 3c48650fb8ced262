import { UsageError } from "../../../src/cli/shared/exit";
import type { HtmlFile } from "../../../src/cli/shared/html/file";
import { writePage } from "../../../src/cli/shared/html/write-page";

/** Writes a page. @returns whether it was written, and what was reported */
async function write(render: () => Promise<string>, file: Partial<HtmlFile> = {}) {
  const reported: string[] = [];
  const report = {
    done: (text: string) => reported.push(`done: ${text}`),
    warn: (text: string) => reported.push(`warning: ${text}`),
  };
  const written: string[] = [];
  const target = { path: "page.html", write: (html: string) => written.push(html), end: () => {}, ...file };
  const isWritten = await writePage(target, render, report as never);
  return { isWritten, written, reported };
}

describe("writePage", () => {
  it("writes the page and reports its file", async () => {
    expect(await write(async () => Promise.resolve("<p>"))).toEqual({
      isWritten: true,
      written: ["<p>"],
      reported: ["done: Page written: page.html"],
    });
  });

  it("warns if the file cannot be written", async () => {
    const fail = () => {
      throw new UsageError("--html: page.html cannot be written (ENOSPC)");
    };
    expect(await write(async () => Promise.resolve("<p>"), { write: fail })).toMatchObject({
      isWritten: false,
      reported: ["warning: --html: page.html cannot be written (ENOSPC)"],
    });
  });

  it("warns if the page cannot be created", async () => {
    const render = async () => Promise.reject(new Error("no such part"));
    expect(await write(render)).toEqual({
      isWritten: false,
      written: [],
      reported: ["warning: --html: the page could not be created (Error: no such part)"],
    });
  });
});
