import nock from "nock";

beforeAll(() => {
  nock.disableNetConnect();
});

afterEach(() => {
  const left = nock.pendingMocks();
  nock.cleanAll();
  if (left.length > 0) throw new Error(`never asked: ${left.join(", ")}`);
});

afterAll(() => {
  nock.restore();
});
