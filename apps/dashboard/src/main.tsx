import { render } from "preact";
import { App } from "./app/app.js";
import { watchSite } from "./data/site.js";

const root = document.getElementById("page");
if (root === null) throw new TypeError("The document has no element #page.");
watchSite();
render(<App />, root);
