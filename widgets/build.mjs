/** Bundle the views into autograd_lab/static/: one module and one style sheet per widget. */

import { readdirSync, readFileSync, statSync } from "node:fs";
import { basename } from "node:path";
import { fileURLToPath } from "node:url";
import { context } from "esbuild";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const mode = process.argv[2];
const output = here("../autograd_lab/static");

/** Each widget instance carries its module to the browser, so a module has to stay small. */
const LIMIT = 100_000;
/** The live panel holds the graph explorer as well, and there is one of it in a notebook, not one per cell. */
const LIMITS = { "live.js": 165_000 };

const options = {
  bundle: true,
  target: "es2022",
  minify: true,
  charset: "utf8",
  legalComments: "inline",
  logLevel: "warning",
};

const entries = readdirSync(here("src/entries")).map((name) => `entries/${name}`);

/** All views of a page share its styles, so what is not the theme counts for the view of this name only. */
const scoped = (name) => ({
  name: "scoped",
  setup: ({ onLoad }) =>
    onLoad({ filter: /\.css$/ }, ({ path }) => {
      const text = readFileSync(path, "utf8");
      const theme = basename(path) === "theme.css";
      return { contents: theme ? text : `:where(.al-view-${name}) {\n${text}\n}`, loader: "css" };
    }),
});

const widgets = [...entries, "saved/page.ts"].map((path) => ({
  ...options,
  entryPoints: [here(`src/${path}`)],
  outdir: output,
  format: "esm",
  plugins: [scoped(basename(path, ".ts"))],
}));

/** A classic script, since that is how JupyterLab loads an extension; it imports the entries that lie beside it. */
const extension = {
  ...options,
  entryPoints: [here("src/saved/extension.ts")],
  outdir: output,
  format: "iife",
};

if (mode === "--serve") {
  const server = await context({
    ...options,
    format: "esm",
    entryPoints: [here("dev/main.ts")],
    outdir: here("dev/built"),
    minify: false,
    write: false,
  });
  const { port } = await server.serve({ servedir: here("dev") });
  console.log(`http://localhost:${port}/`);
} else {
  const builders = await Promise.all([...widgets, extension].map((one) => context(one)));
  if (mode === "--watch") await Promise.all(builders.map((builder) => builder.watch()));
  else {
    for (const builder of builders) {
      await builder.rebuild();
      await builder.dispose();
    }
    for (const name of readdirSync(output)) {
      const { size } = statSync(`${output}/${name}`);
      console.log(`${name.padEnd(12)} ${(size / 1000).toFixed(1)} KB`);
      const limit = LIMITS[name] ?? LIMIT;
      if (size > limit) throw new Error(`${name} is larger than ${limit / 1000} KB`);
    }
  }
}
