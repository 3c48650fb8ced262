import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openHtmlFile } from "../../../src/cli/shared/html/file";

describe("openHtmlFile", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "html-"));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  it("creates the folders of the path and writes the page", () => {
    const file = openHtmlFile("a/b/page.html", folder, 0o600);
    file.write("<p>");
    file.end();
    const path = join(folder, "a/b/page.html");
    expect(readFileSync(path, "utf8")).toBe("<p>");
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  it("keeps an earlier page until the new one is written, and replaces all of it", () => {
    const path = join(folder, "page.html");
    writeFileSync(path, "a long earlier page");
    const file = openHtmlFile("page.html", folder);
    expect(readFileSync(path, "utf8")).toBe("a long earlier page");
    file.write("new");
    expect(readFileSync(path, "utf8")).toBe("new");
  });

  it("keeps an earlier page and removes a new file if no page is written", () => {
    writeFileSync(join(folder, "earlier.html"), "earlier");
    for (const name of ["earlier.html", "new.html"]) openHtmlFile(name, folder).end();
    expect(readFileSync(join(folder, "earlier.html"), "utf8")).toBe("earlier");
    expect(existsSync(join(folder, "new.html"))).toBe(false);
  });

  it.each([".", "file/page.html"])("names the path %j if it cannot be written", (path) => {
    writeFileSync(join(folder, "file"), "");
    expect(() => openHtmlFile(path, folder)).toThrow(`--html: ${path} cannot be written`);
  });

  it("says that a name is empty", () => {
    expect(() => openHtmlFile("", folder)).toThrow("--html: the name of the file is empty");
  });
});
