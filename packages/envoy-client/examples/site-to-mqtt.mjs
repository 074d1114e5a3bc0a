// Publishes the site to an MQTT broker once a minute, as JSON with all that site() returns.
//
//   npm install mqtt
//   ENVOY_HOST=192.0.2.50 MQTT_URL=mqtt://192.0.2.60 node site-to-mqtt.mjs
//
// MQTT_USERNAME and MQTT_PASSWORD, if the broker asks for them; MQTT_TOPIC (default: envoy/site).
// site-each-minute.mjs says how to give it the gateway's token.

import mqtt from "mqtt";
import { siteEachMinute } from "./site-each-minute.mjs";

const { MQTT_URL = "mqtt://localhost", MQTT_TOPIC = "envoy/site" } = process.env;
const { MQTT_USERNAME: username, MQTT_PASSWORD: password } = process.env;

// It connects again by itself. What cannot be sent now is not kept: a minute later it is old.
const broker = mqtt.connect(MQTT_URL, {
  queueQoSZero: false,
  ...(username !== undefined && { username }),
  ...(password !== undefined && { password }),
});
broker.on("error", printError);

try {
  for await (const site of siteEachMinute()) {
    const json = JSON.stringify({ time: new Date().toISOString(), ...site }, bigintToText);
    // Retained, so that whoever subscribes gets the last one at once.
    broker.publish(MQTT_TOPIC, json, { retain: true }, (error) => error && printError(error));
    for (const { at, message } of site.problems) console.error(`${at}: ${message}`);
  }
} finally {
  await broker.endAsync();
}

/**
 * The flags of an inverter have 64 bits, more than a number of JSON holds in JavaScript.
 * @param {string} _
 * @param {unknown} value
 */
function bigintToText(_, value) {
  return typeof value === "bigint" ? String(value) : value;
}

/** @param {Error} error */
function printError({ message }) {
  console.error(`MQTT: ${message}`);
}
