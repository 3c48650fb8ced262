import { parseEnv } from "node:util";
import { parseEnvFile } from "../../../src/cli/shared/env-file";

const parse = (text: string) => {
  const { values, file } = parseEnvFile(text, ".env");
  return { values, names: file.entries.map(({ name, line }) => `${line} ${name}`), ...file };
};

describe("the settings file", () => {
  it("has the values of parseEnv if all its lines are readable", () => {
    const text = `# a=b\nexport A=1\n\n B = 2 # two\nC="x\ny" # z\nD='#' \nE=\`q\n\`\nF=\nG=a"b\n_h="\nI==\n`;
    expect(parse(text).values).toEqual({ ...parseEnv(text) });
    expect(parse(text).names).toEqual(["2 A", "4 B", "5 C", "7 D", "8 E", "10 F", "11 G", "13 I"]);
  });

  it("has the same values with Windows line breaks", () => {
    const { values, names } = parse('A=1\r\nB="x\r\ny"\r\nC=3\r\n');
    expect(values).toMatchObject({ A: "1", C: "3" });
    expect(names).toEqual(["1 A", "2 B", "4 C"]);
  });

  it("has the number of each line without a name, and does not lose the next setting", () => {
    const { values, unreadableLines } = parse("foo\nA=1\n=x\nB=2\n  \n# c\nmy key=1\nC=3");
    expect(unreadableLines).toEqual([1, 3, 7]);
    expect(values).toMatchObject({ A: "1", B: "2", C: "3" });
  });

  it("has no names for lines of a PEM without quotes", () => {
    const { names, unreadableLines } = parse(
      "AZURE_CLIENT_CERTIFICATE=-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBgkqhkiG9w0B\nq3bXyZ12==\n-----END PRIVATE KEY-----\n",
    );
    expect(names).toEqual(["1 AZURE_CLIENT_CERTIFICATE"]);
    expect(unreadableLines).toEqual([2, 3, 4]);
  });

  it("is empty if the text is empty", () => {
    expect(parse("")).toMatchObject({ values: {}, entries: [], unreadableLines: [] });
  });
});
