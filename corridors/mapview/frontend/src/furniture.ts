/** What stands on the map beside the corridors: buttons, scale bar, north, as-of date, attribution, title, key help. */

import { scaleBar } from "./camera";
import type { Asked, Camera } from "./contract";
import { el, sign } from "./dom";
import { KEYS } from "./keys";

export interface Buttons {
  zoom(by: number): void;
  home(): void;
  toChosen(): void;
  full(): void;
  copy(): void;
  download(): void;
  keys(): void;
  names(): void;
  news(): void;
}

const SIGNS = {
  in: "M7 3h2v4h4v2H9v4H7V9H3V7h4Z",
  out: "M3 7h10v2H3Z",
  home: "M8 2 1.500 8H3v6h4v-4h2v4h4V8h1.500Z",
  chosen:
    "M2 2h4v1.500H3.500V6H2Zm8 0h4v4h-1.500V3.500H10ZM2 10h1.500v2.500H6V14H2Zm10.500 0H14v4h-4v-1.500h2.500ZM5 7h6v2H5Z",
  full: "M2 2h5v1.500H4.600l2.700 2.700-1.100 1.100L3.500 4.600V7H2Zm12 12H9v-1.500h2.400L8.700 9.800l1.100-1.100 2.700 2.700V9H14Z",
  picture:
    "M5.500 3 6.500 1.500h3l1 1.500H14v10.500H2V3ZM8 5a3.200 3.200 0 1 0 0 6.400A3.200 3.200 0 0 0 8 5Zm0 1.500a1.700 1.700 0 1 1 0 3.400 1.700 1.700 0 0 1 0-3.400Z",
  names: "M2 3h12v2.500h-1.500v-1H8.800V12H10v1.500H6V12h1.200V4.500H3.500v1H2Z",
  news: "M2 2.500h10V12a1 1 0 0 0 1 1V5h1.500v8A1.500 1.500 0 0 1 13 14.500H3.500A1.500 1.500 0 0 1 2 13ZM3.500 4v3h7V4Zm0 4.500V10h7V8.500Zm0 2.700v1.500h5v-1.500Z",
  keys: "M1 4h14v8.500H1Zm1.500 1.500V11h11V5.500ZM4 6.500h1.500V8H4Zm2.500 0H8V8H6.500Zm2.500 0h1.500V8H9ZM4.500 9h7v1.200h-7Z",
} as const;

function button(name: keyof typeof SIGNS, label: string, act: () => void, pressed = false): HTMLButtonElement {
  const state = pressed ? { "aria-pressed": "false" } : {};
  return el(
    "button",
    { type: "button", class: "cm-button", "aria-label": label, title: label, click: act, ...state },
    sign(SIGNS[name]),
  );
}

export class Furniture {
  readonly title = el("div", { class: "cm-title", hidden: true }, el("h2", {}), el("p", {}));
  readonly foot = el("div", { class: "cm-foot" });
  readonly tools = el("div", { class: "cm-tools", role: "toolbar", "aria-label": "Map tools" });
  readonly help = el("div", { class: "cm-help", role: "dialog", "aria-label": "Presenter keys", hidden: true });
  readonly menu = el("div", { class: "cm-menu", role: "menu", hidden: true });
  private readonly scale = el("div", { class: "cm-scale" });
  private readonly asof = el("span", { class: "cm-asof" });
  private readonly credit = el("span", { class: "cm-credit" });
  private attribution = "";
  private readonly chosen: HTMLButtonElement;
  private readonly names: HTMLButtonElement;
  private readonly news: HTMLButtonElement;

  constructor(private readonly act: Buttons) {
    this.chosen = button("chosen", "Zoom to the selected corridor", () => act.toChosen());
    this.names = button("names", "Names on the map (L)", () => act.names(), true);
    this.news = button("news", "Places of the news (N)", () => act.news(), true);
    const picture = button("picture", "Picture of the screen", () => this.openMenu(this.menu.hidden));
    picture.setAttribute("aria-haspopup", "menu");
    this.tools.append(
      el(
        "div",
        {},
        button("in", "Zoom in (+)", () => act.zoom(1)),
        button("out", "Zoom out (−)", () => act.zoom(-1)),
        button("home", "Whole region (H)", () => act.home()),
        this.chosen,
      ),
      el("div", {}, this.names, this.news),
      el(
        "div",
        {},
        picture,
        button("full", "Full screen (F)", () => act.full()),
        button("keys", "Keys (?)", () => act.keys()),
      ),
      this.menu,
    );
    const item = (text: string, run: () => void) =>
      el(
        "button",
        {
          type: "button",
          role: "menuitem",
          click: () => {
            this.openMenu(false);
            run();
          },
        },
        text,
      );
    this.menu.append(
      item("Copy picture", () => act.copy()),
      item("Download PNG", () => act.download()),
    );
    this.foot.append(
      this.scale,
      el("span", { class: "cm-north", title: "North is always up" }, "N ↑"),
      this.asof,
      this.credit,
    );
    this.fillHelp();
  }

  openMenu(open: boolean): void {
    this.menu.hidden = !open;
    if (open) this.menu.querySelector("button")?.focus();
  }

  private fillHelp(): void {
    const rows = KEYS.flatMap(([key, words]) => [el("dt", {}, el("kbd", {}, key)), el("dd", {}, words)]);
    const close = el("button", { type: "button", class: "cm-word", click: () => this.act.keys() }, "Close");
    this.help.append(el("h3", {}, "Presenter keys"), el("dl", {}, ...rows), close);
  }

  showHelp(open: boolean): void {
    this.help.hidden = !open;
    if (open) this.help.querySelector("button")?.focus();
  }

  /** Words that come from Python. */
  read(asked: Asked): void {
    const [heading] = this.title.children as unknown as [HTMLElement];
    heading.textContent = asked.title;
    this.attribution = asked.attribution;
    this.credit.title = asked.policy;
  }

  /** Whose data is shown: ours, then that of each user's layer. */
  creditLayers(credits: readonly string[]): string {
    const words = [this.attribution, ...credits].join(" · ");
    this.credit.textContent = words;
    return words;
  }

  /** As of when the map speaks. */
  sayDay(words: string): void {
    const [, line] = this.title.children as unknown as [HTMLElement, HTMLElement];
    line.textContent = words;
    this.asof.textContent = words;
  }

  state(chosen: boolean, names: boolean, news: boolean): void {
    this.chosen.disabled = !chosen;
    this.names.setAttribute("aria-pressed", `${names}`);
    this.news.setAttribute("aria-pressed", `${news}`);
  }

  drawScale(camera: Camera): void {
    const { px, words } = scaleBar(camera.lat, camera.zoom);
    this.scale.style.width = `${px}px`;
    this.scale.textContent = words;
  }
}
