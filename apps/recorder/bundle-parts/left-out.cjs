// In place of what undici never needs here; see ../bundle.js.
const leftOut = () => {
  throw new TypeError("This part of undici is not in the bundle.");
};

module.exports = Object.assign(leftOut, { extractBody: leftOut });
