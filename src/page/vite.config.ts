import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { defineConfig, type Plugin } from "vite";

const hash = (text: string) => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;

/** Writes page.html: script and style stand in it, and nothing else may run or be loaded. */
const oneFile = (): Plugin => ({
  name: "one-file",
  enforce: "post",
  generateBundle(_, bundle) {
    let script = "";
    let style = "";
    for (const part of Object.values(bundle)) {
      if (part.type === "chunk") script += part.code;
      else if (part.fileName.endsWith(".css")) style += part.source;
    }
    script = script.trim().replaceAll("</script", "<\\/script").replaceAll("<!--", "<\\!--");
    style = style.trim();
    const policy =
      `default-src 'none'; script-src ${hash(script)}; style-src ${hash(style)}; ` +
      `base-uri 'none'; form-action 'none'`;
    const html = readFileSync(new URL("index.html", import.meta.url), "utf8")
      .replace(
        '<meta charset="utf-8">',
        () =>
          `<meta charset="utf-8">\n<meta http-equiv="Content-Security-Policy" content="${policy}">\n` +
          `<meta name="referrer" content="no-referrer">`,
      )
      .replace("</head>", () => `<style>${style}</style>\n</head>`)
      .replace(
        '<script type="module" src="/src/main.tsx"></script>',
        () => `<script type="module">${script}</script>`,
      );
    writeFileSync(process.env.IRISAN_PAGE ?? new URL("page.html", import.meta.url), html);
  },
});

export default defineConfig({
  esbuild: { jsx: "automatic", jsxImportSource: "preact", legalComments: "none" },
  build: { write: false, modulePreload: false, target: "es2022", cssMinify: "esbuild" },
  plugins: [oneFile()],
});
