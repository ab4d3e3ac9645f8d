import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { asLanguage, translator, type Words } from "../src/i18n.ts";
import { GRAPH } from "../src/words/graph.ts";

const folder = fileURLToPath(new URL("../src/words", import.meta.url));
const catalogues = await Promise.all(
  readdirSync(folder).map(async (name) => [name, await import(`${folder}/${name}`)] as const),
);
const pairs = catalogues.flatMap(([, module]) =>
  Object.values(module as Record<string, Words>).flatMap((words) => Object.entries(words)),
);

test("both languages say everything, with the same values", () => {
  assert.ok(pairs.length > 80);
  for (const [key, [en, zh]] of pairs) {
    assert.ok(en && zh, key);
    assert.match(zh, /[\u4e00-\u9fff]/, key);
    assert.doesNotMatch(en, /[\u4e00-\u9fff]/, key);
    const values = (text: string) => (text.match(/\{\w+\}/g) ?? []).sort();
    assert.deepEqual(values(en), values(zh), key);
  }
});

test("no key is said twice", () => {
  const keys = pairs.map(([key]) => key);
  assert.deepEqual(keys, [...new Set(keys)]);
});

test("values are filled in", () => {
  assert.equal(translator("en", GRAPH)("graph.folded", { nodes: 3 }), "3 nodes");
  assert.equal(translator("zh", GRAPH)("graph.folded", { nodes: 3 }), "3 个节点");
});

test("the kernel's own words are said in the view's language, names as they are", () => {
  assert.equal(translator("zh", GRAPH).say({ en: "result", zh: "结果" }), "结果");
  assert.equal(translator("en", GRAPH).say({ en: "result", zh: "结果" }), "result");
  assert.equal(translator("zh", GRAPH).say("weight"), "weight");
});

test("names of languages", () => {
  assert.equal(asLanguage("zh-CN"), "zh");
  assert.equal(asLanguage("en_US"), "en");
  assert.equal(asLanguage(undefined), "en");
});
