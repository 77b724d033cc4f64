// Makes everything a page loads: node xtask/assets.mjs BROWSER-FOLDER SITE-FOLDER
//
// Every file gets a name with a hash of its content, and beside it a .br and a .gz where that saves something.
// manifest.txt in the site folder has a line "logical-name hashed-name" for each; the server reads it.
import { createHash } from "node:crypto";
import { cpSync, existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { basename, dirname, extname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const [browserFolder, siteFolder] = process.argv.slice(2);
const kern = join(root, "node_modules/@kern-ux/native");
const work = `${siteFolder}.new`;
rmSync(work, { recursive: true, force: true });
mkdirSync(work, { recursive: true });

/** Logical name → hashed name. */
const names = new Map();

function add(logical, content) {
  const bytes = Buffer.from(content);
  const hash = createHash("sha256").update(bytes).digest("hex").slice(0, 16);
  const extension = extname(logical);
  const hashed = `${logical.slice(0, logical.length - extension.length)}.${hash}${extension}`;
  names.set(logical, hashed);
  const file = join(work, hashed);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, bytes);
  if (/\.(css|js|wasm|svg|txt|md|json|html|xml|webmanifest)$/.test(logical)) {
    const brotli = brotliCompressSync(bytes, {
      params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length },
    });
    const gzip = gzipSync(bytes, { level: 9 });
    if (brotli.length < bytes.length) writeFileSync(`${file}.br`, brotli);
    if (gzip.length < bytes.length || logical.endsWith(".wasm")) writeFileSync(`${file}.gz`, gzip);
    report(logical, bytes.length, brotli.length, gzip.length);
  }
  return hashed;
}

function report(logical, plain, brotli, gzip) {
  const kB = (bytes) => `${(bytes / 1000).toFixed(1)} kB`;
  console.log(`  ${logical}: ${kB(plain)}, gzip ${kB(gzip)}, brotli ${kB(brotli)}`);
}

function filesBelow(folder) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true })
    .map((name) => join(folder, name))
    .filter((file) => statSync(file).isFile())
    .sort();
}

// --- what lies in app/public
const publicFolder = join(root, "app/public");
for (const file of filesBelow(publicFolder)) add(relative(publicFolder, file), readFileSync(file));

// --- KERN's fonts: four weights of Fira Sans, as they are (the licence of the font stands beside them)
const weights = { Regular: 400, Medium: 500, SemiBold: 600, Bold: 700 };
let fonts = "";
for (const [name, weight] of Object.entries(weights)) {
  const file = `FiraSans-${name}.woff2`;
  const hashed = add(`fonts/${file}`, readFileSync(join(kern, "dist/fonts/fira-sans", file)));
  fonts += `@font-face{font-family:"Fira Sans";src:url("${hashed}") format("woff2");font-weight:${weight};font-style:normal;font-display:swap}\n`;
}
add("licences/kern-eupl-1.2.md", readFileSync(join(kern, "LICENSE.md")));

// --- one style sheet: KERN below, our own above it, each in a layer, so that a later one wins however specific
// the earlier one is (except over !important)
const styleFolder = join(root, "app/style");
const order = ["tokens", "base", "layout", "parts", "print"];
const found = filesBelow(styleFolder)
  .filter((file) => file.endsWith(".css"))
  .map((file) => basename(file, ".css"));
const others = found.filter((name) => !order.includes(name));
const own = ["tokens", "base", "layout", "parts", ...others, "print"].filter((name) => found.includes(name));
const layers = [["kern", join(kern, "dist/kern.css")], ...own.map((name) => [name, join(styleFolder, `${name}.css`)])];
const version = JSON.parse(readFileSync(join(kern, "package.json"), "utf8")).version;
let css = `@layer ${layers.map(([name]) => name).join(",")};\n${fonts}`;
for (const [name, file] of layers) {
  const text = readFileSync(file, "utf8").replace(/^\uFEFF?@charset[^;]*;/, "");
  if (/@import\b/.test(text)) throw new Error(`${relative(root, file)}: @import would load a second file; name it in app/style instead`);
  css += `@layer ${name} {\n${text}\n}\n`;
}
// url(logo.svg) or url("logo.svg") in our own style means the file of app/public
css = css.replace(/url\(\s*(["']?)([^"'()]+)\1\s*\)/g, (whole, _quote, name) =>
  names.has(name) ? `url("${names.get(name)}")` : whole,
);
const foreign = css.match(/url\(\s*["']?(https?:)?\/\/[^)]*/);
if (foreign) throw new Error(`the style sheet loads from another host: ${foreign[0]}`);

let small = Buffer.from(css);
let lightningcss;
try {
  lightningcss = await import("lightningcss");
} catch {
  console.log("  no lightningcss for this platform: the style sheet is not minified");
}
if (lightningcss) {
  const result = lightningcss.transform({ filename: "app.css", code: small, minify: true });
  for (const warning of result.warnings) console.log(`  app.css: ${warning.message}`);
  small = result.code;
}
const notice = `/*! KERN UX Native ${version}: EUPL-1.2, https://kern-ux.de. Fira Sans: SIL Open Font License 1.1. */\n`;
add("app.css", Buffer.concat([Buffer.from(notice), small]));

// --- the browser side; its names are flat, so the script finds the WebAssembly beside it
const wasm = add("app_bg.wasm", readFileSync(join(browserFolder, "app_bg.wasm")));
const start = readFileSync(join(root, "xtask/start.js"), "utf8").replace("WASM_URL", `./${wasm}`);
const snippets = filesBelow(join(browserFolder, "snippets"));
if (snippets.length > 0) throw new Error("a dependency of app brings JavaScript snippets; assets.mjs does not file those yet");
add("app.js", `${readFileSync(join(browserFolder, "app.js"), "utf8")}\n${start}`);

writeFileSync(join(work, "manifest.txt"), [...names].map(([logical, hashed]) => `${logical} ${hashed}\n`).join(""));

// the finished folder takes the place of the old one
rmSync(siteFolder, { recursive: true, force: true });
mkdirSync(dirname(siteFolder), { recursive: true });
try {
  renameSync(work, siteFolder);
} catch {
  cpSync(work, siteFolder, { recursive: true });
  rmSync(work, { recursive: true, force: true });
}
