/** Messages on the map: what went wrong, what to do; one for each topic. */

import { el } from "./dom";

export class Notice {
  readonly element = el("div", { class: "cm-notices", role: "status" });
  private readonly said = new Map<string, HTMLElement>();
  private makeTable: (() => HTMLTableElement) | null = null;

  /** Say something; a label gives it a button. It goes away by itself after `lasts` ms, if given. */
  say(topic: string, words: string, label: string, act: () => void, lasts = 0): void {
    this.close(topic);
    const parts: Node[] = [el("p", {}, words)];
    const answer = () => {
      this.close(topic);
      act();
    };
    if (label) parts.push(el("button", { type: "button", class: "cm-word", click: answer }, label));
    const message = el("div", { class: `cm-notice cm-notice-${topic}` }, ...parts);
    this.said.set(topic, message);
    this.element.append(message);
    this.fill();
    if (lasts > 0) window.setTimeout(() => this.said.get(topic) === message && this.close(topic), lasts);
  }

  close(topic: string): void {
    this.said.get(topic)?.remove();
    this.said.delete(topic);
  }

  /** What stands in for the map while it cannot be drawn. */
  table(make: () => HTMLTableElement): void {
    this.makeTable = make;
    this.fill();
  }

  private fill(): void {
    const message = this.said.get("map");
    if (!message || !this.makeTable) return;
    message.querySelector("table")?.remove();
    message.append(this.makeTable());
  }
}
