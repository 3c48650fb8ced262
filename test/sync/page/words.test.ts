import { partWords, placeWords, skipWords } from "../../../src/cli/sync/page/words";

describe("words of the page about a run", () => {
  it("partWords and placeWords name parts and other places of failures", () => {
    expect(partWords("directReports")).toBe("Direct reports");
    expect(placeWords("photo")).toBe("Photo");
    expect(placeWords("save")).toBe("Saving in Auth0");
    expect(placeWords("toString")).toBe("To string");
  });

  it("skipWords explains why a user was skipped", () => {
    expect(skipWords("no_oid")).toBe("The object ID is not known");
  });
});
