/** The timeline under the map: events a year, and for each corridor its status over time and its news. */

import { dayWords } from "./asof";
import type { CorridorRow, Dataset, NewsRow, Theme } from "./contract";
import { el } from "./dom";
import { countsOf, rowsOf, type Span, spansOf, Years } from "./spans";

export interface TimelineActions {
  day(day: string | null): void;
  event(id: string): void;
  choose(id: string): void;
  play(first: string): void;
  step(by: 1 | -1): void;
  pace(): void;
}

export interface TimelineState {
  /** With every day in it. */
  readonly whole: Dataset;
  readonly ids: ReadonlySet<string>;
  readonly day: string | null;
  readonly chosen: string | null;
  readonly theme: Theme;
  readonly playing: boolean;
  readonly pace: string;
}

const SVG = "http://www.w3.org/2000/svg";
const LABEL_PX = 150;
const PAD_PX = 14;
const ROW_PX = 16;
const HEAD_PX = 40;
const BAND_PX = 4;
const HINT = "Click an event for its corridors, the years for the map on that day";

type Attributes = Readonly<Record<string, string | number>>;

function svg(tag: string, attributes: Attributes, ...children: (Node | string)[]): SVGElement {
  const made = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, `${value}`);
  made.append(...children);
  return made;
}

export class Timeline {
  readonly element = el("section", { class: "ct", "aria-label": "Timeline" });
  private readonly said = el("p", { class: "ct-said", "aria-live": "off" }, HINT);
  private readonly head = svg("svg", { class: "ct-years", height: HEAD_PX });
  private readonly body = svg("svg", { class: "ct-rows" });
  private readonly scroll = el("div", { class: "ct-scroll" });
  private readonly play = el("button", { type: "button", class: "ct-play", click: () => this.act.play(this.first) });
  private readonly pace = el("button", { type: "button", title: "How fast it plays", click: () => this.act.pace() });
  private readonly observer = new ResizeObserver(() => this.redraw());
  private years = new Years("2000-01-01", "2001-01-01", 0, 1);
  private state: TimelineState | null = null;
  private drawn = "";

  constructor(private readonly act: TimelineActions) {
    const button = (label: string, text: string, run: () => void) =>
      el("button", { type: "button", "aria-label": label, title: label, click: run }, text);
    const back = button("Previous event", "◂", () => act.step(-1));
    const on = button("Next event", "▸", () => act.step(1));
    this.element.append(
      el("div", { class: "ct-bar" }, back, this.play, on, this.pace, this.said),
      this.head,
      this.scroll,
    );
    this.scroll.append(this.body);
    this.observer.observe(this.element);
    this.head.addEventListener("click", (event) => act.day(this.years.day(this.inside(event as MouseEvent))));
    this.body.addEventListener("click", (event) => this.clicked(event as MouseEvent));
    this.element.addEventListener("pointermove", (event) => this.tell(event.target));
    this.element.addEventListener("pointerleave", () => this.say(""));
  }

  private get first(): string {
    return this.state?.whole.days.find((day) => day >= this.years.first) ?? this.years.first;
  }

  private inside(event: MouseEvent): number {
    return event.clientX - this.element.getBoundingClientRect().left;
  }

  private clicked(event: MouseEvent): void {
    const target = event.target as Element;
    const news = target.getAttribute("data-event");
    const corridor = target.closest("[data-row]")?.getAttribute("data-row");
    if (news) this.act.event(news);
    else if (corridor && target.closest("text")) this.act.choose(corridor);
    else this.act.day(this.years.day(this.inside(event)));
  }

  private tell(target: EventTarget | null): void {
    this.say((target as Element | null)?.getAttribute?.("data-tell") ?? "");
  }

  private say(words: string): void {
    const text = words || this.standing();
    if (this.said.textContent !== text) this.said.textContent = text;
  }

  /** What stands there while nothing is pointed at: the day shown, and its news. */
  private standing(): string {
    const { day = null, whole } = this.state ?? {};
    if (day === null) return HINT;
    const news = whole?.news.filter((row) => row.day === day).map((row) => row.fact.split("\n")[0]) ?? [];
    return `As known on ${dayWords(day)}${news.length > 0 ? `: ${news.join("; ")}` : ""}`;
  }

  draw(state: TimelineState): void {
    this.state = state;
    this.play.textContent = state.playing ? "❚❚" : "▶";
    this.play.setAttribute("aria-label", state.playing ? "Pause" : "Play");
    this.play.title = state.playing ? "Pause" : "Play from event to event";
    this.pace.textContent = state.pace;
    this.element.dataset["day"] = state.day ?? "";
    this.redraw();
    this.say("");
  }

  private redraw(): void {
    const { state } = this;
    const width = this.element.clientWidth;
    if (!state || width === 0) return;
    const { whole, ids, theme, chosen } = state;
    const print = JSON.stringify([whole.corridors.length, whole.last, [...ids], theme, chosen, width]);
    if (print !== this.drawn) {
      this.drawn = print;
      const news = whole.news.filter((row) => row.corridors.some((id) => ids.has(id)));
      this.years = Years.of(whole, LABEL_PX, width - PAD_PX);
      const rows = rowsOf(whole, ids);
      this.head.setAttribute("width", `${width}`);
      this.head.replaceChildren(...this.histogram(news));
      this.body.setAttribute("width", `${width}`);
      this.body.setAttribute("height", `${rows.length * ROW_PX + 4}`);
      this.body.replaceChildren(...rows.map((row, index) => this.row(row, index, news, state)));
    }
    this.cursor(state.day);
  }

  private histogram(news: readonly NewsRow[]): SVGElement[] {
    const counts = countsOf(news);
    const most = Math.max(1, ...counts.values());
    const every = this.years.every(44);
    return this.years.list().flatMap((year, index) => {
      const [left, right] = [this.years.x(`${year}-01-01`), this.years.x(`${year + 1}-01-01`)];
      const count = counts.get(year) ?? 0;
      const height = (count / most) * (HEAD_PX - 18);
      const tell = `${year}: ${count} ${count === 1 ? "event" : "events"} of what is shown`;
      const bar = {
        x: left + 1,
        y: HEAD_PX - 14 - height,
        width: Math.max(1, right - left - 2),
        height,
        class: "ct-bar",
      };
      const back = {
        x: left,
        y: 0,
        width: Math.max(1, right - left),
        height: HEAD_PX,
        class: "ct-year",
        "data-tell": tell,
      };
      const label = svg("text", { x: left + 2, y: HEAD_PX - 3 }, `${year}`);
      return [svg("rect", back), svg("rect", { ...bar, "data-tell": tell }), ...(index % every === 0 ? [label] : [])];
    });
  }

  private row(row: CorridorRow, index: number, news: readonly NewsRow[], state: TimelineState): SVGElement {
    const y = index * ROW_PX + ROW_PX / 2;
    const { whole, theme } = state;
    const rgb = (status: string) =>
      whole.style.statuses.find(({ id }) => id === status)?.color[theme][row.kind] ?? [128, 128, 128];
    const name = svg("text", { x: LABEL_PX - 8, y: y + 4, class: "ct-name", "data-tell": row.name }, row.label);
    name.setAttribute("style", `fill:rgb(${rgb(row.status).join(",")})`);
    const bands = spansOf(row, this.years).map((span) => this.band(span, y, rgb(span.status), state));
    const ticks = news
      .filter((event) => event.corridors.includes(row.id) && event.day >= this.years.first)
      .map((event) =>
        svg("circle", {
          cx: this.years.x(event.day),
          cy: y,
          r: 3.2,
          class: "ct-event",
          "data-event": event.id,
          "data-tell": event.fact.replaceAll("\n", " · "),
        }),
      );
    const group = { class: row.id === state.chosen ? "ct-row ct-chosen" : "ct-row", "data-row": row.id };
    const back = svg("rect", { x: 0, y: y - ROW_PX / 2, width: "100%", height: ROW_PX, class: "ct-back" });
    return svg("g", group, back, name, ...bands, ...ticks);
  }

  private band(span: Span, y: number, rgb: readonly number[], state: TimelineState): SVGElement {
    const style = state.whole.style.statuses.find(({ id }) => id === span.status);
    const [dash, gap] = style?.dash ?? [1, 0];
    return svg("line", {
      x1: span.left,
      x2: Math.max(span.right, span.left + 1),
      y1: y,
      y2: y,
      "stroke-width": BAND_PX * (style?.weight ?? 1),
      "stroke-dasharray": gap > 0 ? `${dash * BAND_PX * 0.7} ${gap * BAND_PX * 0.5}` : "none",
      stroke: `rgb(${rgb.join(",")})`,
      "data-tell": span.words,
    });
  }

  private cursor(day: string | null): void {
    for (const [part, height] of [
      [this.head, HEAD_PX],
      [this.body, this.body.clientHeight],
    ] as const) {
      part.querySelector(".ct-cursor")?.remove();
      if (day === null || day < this.years.first) continue;
      const x = this.years.x(day);
      part.append(svg("line", { class: "ct-cursor", x1: x, x2: x, y1: 0, y2: height }));
    }
  }

  close(): void {
    this.observer.disconnect();
  }
}
