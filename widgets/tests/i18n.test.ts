import assert from "node:assert/strict";
import { test } from "node:test";
import { asLanguage, catalogue, translator } from "../src/i18n.ts";

test("both languages say everything, with the same values", () => {
  for (const [key, [en, zh]] of Object.entries(catalogue)) {
    assert.ok(en && zh, key);
    assert.match(zh, /[\u4e00-\u9fff]/, key);
    assert.doesNotMatch(en, /[\u4e00-\u9fff]/, key);
    const values = (text: string) => (text.match(/\{\w+\}/g) ?? []).sort();
    assert.deepEqual(values(en), values(zh), key);
  }
});

test("values are filled in", () => {
  assert.equal(translator("en")("graph.folded", { nodes: 3 }), "3 nodes");
  assert.equal(translator("zh")("graph.folded", { nodes: 3 }), "3 个节点");
});

test("the kernel's own words are said in the view's language, names as they are", () => {
  assert.equal(translator("zh").say({ en: "result", zh: "结果" }), "结果");
  assert.equal(translator("en").say({ en: "result", zh: "结果" }), "result");
  assert.equal(translator("zh").say("weight"), "weight");
});

test("names of languages", () => {
  assert.equal(asLanguage("zh-CN"), "zh");
  assert.equal(asLanguage("en_US"), "en");
  assert.equal(asLanguage(undefined), "en");
});
