/**
 * Build the component into ../assets: one script, one style sheet, and a basemap file for each scale.
 * Names carry a hash of what is inside, so that a browser may keep a file for good. `node build.mjs [FOLDER]`.
 */
import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const HERE = dirname(fileURLToPath(import.meta.url));
const OUT = resolve(process.argv[2] ?? join(HERE, "../assets"));
const GEODATA = resolve(HERE, "../../../geodata/basemap");
const LAYERS = ["land", "water", "rivers", "borders", "disputed"];
/** Decimals kept, and the lowest rank of country and place whose name goes with the scale. */
const SCALES = { far: [1, 2, 1], mid: [2, 4, 3], near: [3, 4, 4] };
const WORLD = [-180, -85.051129, 180, 85.051129];
// As geodata/basemap/build.py cuts the near scale.
const BOXES = { far: WORLD, mid: WORLD, near: [20, -10, 145, 70] };

const read = (name) => JSON.parse(readFileSync(join(GEODATA, `${name}.geojson`), "utf8")).features;

/** Whole steps of 1/precision degree from point to point, repeated points left out. */
function pack(line, precision) {
  const steps = [];
  let [x, y] = [0, 0];
  for (const [lon, lat] of line) {
    const [nx, ny] = [Math.round(lon * precision), Math.round(lat * precision)];
    if (steps.length > 0 && nx === x && ny === y) continue;
    steps.push(nx - x, ny - y);
    [x, y] = [nx, ny];
  }
  return steps;
}

/** The lines of each part of a geometry: polygons part by part, so that what is out of sight is not drawn. */
function parts({ type, coordinates }) {
  if (type === "Polygon") return [coordinates];
  if (type === "MultiPolygon") return coordinates;
  if (type === "LineString") return [[coordinates]];
  return coordinates.map((line) => [line]);
}

function basemap(scale) {
  const [decimals, countries, places] = SCALES[scale];
  const precision = 10 ** decimals;
  const layers = Object.fromEntries(
    LAYERS.map((layer) => {
      const found = read(`${layer}_${scale}`).flatMap(({ geometry }) => parts(geometry));
      const packed = found.map((rings) =>
        rings.map((ring) => pack(ring, precision)).filter((steps) => steps.length > 2),
      );
      return [layer, packed.filter((rings) => rings.length > 0)];
    }),
  );
  const names = read("names")
    .map(({ properties: { name, kind, rank }, geometry }) => [name, kind, rank, ...geometry.coordinates])
    .filter(([, kind, rank]) => rank <= (kind === "country" ? countries : places))
    .sort((one, two) => one[2] - two[2] || (one[0] < two[0] ? -1 : 1));
  return JSON.stringify({ precision, box: BOXES[scale], names, layers });
}

const hash = (text) => createHash("sha256").update(text).digest("hex").slice(0, 10);

mkdirSync(OUT, { recursive: true });
for (const name of readdirSync(OUT)) rmSync(join(OUT, name));
const files = {};
for (const scale of Object.keys(SCALES)) {
  const text = basemap(scale);
  files[scale] = `basemap-${scale}-${hash(text)}.json`;
  writeFileSync(join(OUT, files[scale]), text);
}
const virtual = {
  name: "basemaps",
  setup(bundler) {
    bundler.onResolve({ filter: /^virtual:basemaps$/ }, ({ path }) => ({ path, namespace: "basemaps" }));
    bundler.onLoad({ filter: /.*/, namespace: "basemaps" }, () => ({
      contents: `export const BASEMAPS = ${JSON.stringify(files)};`,
    }));
  },
};
const result = await build({
  absWorkingDir: HERE,
  entryPoints: ["src/index.ts"],
  entryNames: "map-[hash]",
  outdir: OUT,
  bundle: true,
  minify: true,
  format: "esm",
  target: "es2022",
  legalComments: "none",
  charset: "utf8",
  metafile: true,
  define: { "process.env.NODE_ENV": '"production"' },
  plugins: [virtual],
  logLevel: "warning",
});
for (const [path, { bytes }] of Object.entries(result.metafile.outputs)) console.log(path, bytes);
