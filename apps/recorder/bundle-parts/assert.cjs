// In place of node:assert in undici, which opens standard error to learn about colours.
class AssertionError extends Error {
  code = "ERR_ASSERTION";
}

function assert(value, message = "undici's assertion failed") {
  if (!value) throw message instanceof Error ? message : new AssertionError(message);
}

assert.ok = assert;
assert.equal = (a, b, message) => assert(a === b, message);
assert.strictEqual = (a, b, message) => assert(Object.is(a, b), message);
assert.notStrictEqual = (a, b, message) => assert(!Object.is(a, b), message);
assert.fail = (message) => assert(false, message);

module.exports = assert;
