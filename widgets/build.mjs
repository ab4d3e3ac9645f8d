/** Bundle the views into autograd_lab/static/: one module and one style sheet per widget. */

import { readdirSync, statSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { context } from "esbuild";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const mode = process.argv[2];
const output = here("../autograd_lab/static");

/** Each widget instance carries its module to the browser, so a module has to stay small. */
const LIMIT = 100_000;

const options = {
  entryPoints: readdirSync(here("src/entries")).map((name) => here(`src/entries/${name}`)),
  outdir: output,
  bundle: true,
  format: "esm",
  target: "es2022",
  minify: true,
  charset: "utf8",
  legalComments: "inline",
  logLevel: "warning",
};

if (mode === "--serve") {
  const server = await context({
    ...options,
    entryPoints: [here("dev/main.ts")],
    outdir: here("dev/built"),
    minify: false,
    write: false,
  });
  const { port } = await server.serve({ servedir: here("dev") });
  console.log(`http://localhost:${port}/`);
} else {
  const builder = await context(options);
  if (mode === "--watch") await builder.watch();
  else {
    await builder.rebuild();
    await builder.dispose();
    for (const name of readdirSync(output)) {
      const { size } = statSync(`${output}/${name}`);
      console.log(`${name.padEnd(12)} ${(size / 1000).toFixed(1)} KB`);
      if (size > LIMIT) throw new Error(`${name} is larger than ${LIMIT / 1000} KB`);
    }
  }
}
