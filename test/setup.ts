import nock from "nock";

beforeAll(() => {
  nock.disableNetConnect();
});

afterEach(() => {
  const left = nock.pendingMocks();
  nock.cleanAll();
  expect(left).toEqual([]);
});

afterAll(() => {
  nock.restore();
});
