import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** Names and values come from models, files and data sets of strangers; as markup they could run code. */
const DANGEROUS = [
  "innerHTML",
  "outerHTML",
  "insertAdjacentHTML",
  "document.write",
  "DOMParser",
  "createContextualFragment",
  "setHTMLUnsafe",
  "srcdoc",
  "eval(",
  "new Function",
];

test("nothing is ever parsed as HTML or code", () => {
  const files = globSync("**/*.ts", { cwd: here("../src") });
  assert.ok(files.length > 15);
  for (const file of files) {
    const text = readFileSync(`${here("../src")}/${file}`, "utf8");
    for (const word of DANGEROUS) assert.ok(!text.includes(word), `${file} uses ${word}`);
  }
});

test("the lock file names no registry", () => {
  const lock = readFileSync(here("../package-lock.json"), "utf8");
  assert.doesNotMatch(lock, /"resolved"|registry/);
});
