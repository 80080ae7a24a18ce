/** What Streamlit calls: once for each new data, always with the same parent element until the map goes away. */

import type { Asked, Told } from "./contract";
import { el } from "./dom";
import { CorridorMap } from "./map";
import "./style.css";

interface Component {
  readonly data: Asked;
  readonly parentElement: HTMLElement;
  setStateValue(name: string, value: unknown): void;
}

const MAPS = new WeakMap<HTMLElement, CorridorMap>();

export default function render({ data, parentElement, setStateValue }: Component): () => void {
  const send = (told: Told) => setStateValue("told", told);
  let map = MAPS.get(parentElement);
  if (!map) {
    parentElement.querySelector(".cm-waiting")?.remove();
    const root = el("div", { class: "cm", "data-testid": "corridor-map" });
    parentElement.append(root);
    map = new CorridorMap(root, data, send);
    MAPS.set(parentElement, map);
  }
  void map.receive(data, send);
  // Streamlit also cleans up after a call that newer data has overtaken; only leaving the page ends the map.
  return () => window.setTimeout(() => parentElement.isConnected || close(parentElement));
}

function close(parentElement: HTMLElement): void {
  MAPS.get(parentElement)?.close();
  MAPS.delete(parentElement);
}
