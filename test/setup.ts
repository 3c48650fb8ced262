import nock from "nock";

beforeAll(() => {
  nock.disableNetConnect();
});

afterEach(() => {
  const pending = nock.pendingMocks();
  nock.cleanAll();
  if (pending.length > 0) throw new Error(`requests not sent: ${pending.join(", ")}`);
});

afterAll(() => {
  nock.restore();
});
