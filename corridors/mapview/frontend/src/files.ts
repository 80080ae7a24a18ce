/** Where the map's files are: beside its script, or inside a page that carries them in itself (an HTML snapshot). */

declare global {
  interface Window {
    /** Addresses of files by name, of a page that asks nobody for anything. */
    corridorsFiles?: Readonly<Record<string, string>>;
  }
}

export const addressOf = (name: string): URL | string =>
  window.corridorsFiles?.[name] ?? new URL(name, import.meta.url);
