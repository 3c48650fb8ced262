/**
 * Setup of tests that use real time. A busy machine may delay a login so that it times out; it seldom does so three
 * times in a row.
 *
 * @module
 */

jest.retryTimes(2, { logErrorsBeforeRetry: true });
