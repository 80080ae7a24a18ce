declare module "virtual:basemaps" {
  /** Names of the basemap assets beside the script, by scale. */
  export const BASEMAPS: Readonly<Record<"far" | "mid" | "near", string>>;
}
declare module "*.css";
