/**
 * The address bar: it follows the camera in place, and going back is told to Python by the map itself.
 *
 * Streamlit answers back and forward by clearing the page first, which would tear the map down; so the map takes those
 * events before it does.
 */

import { withCamera } from "./camera";
import type { Camera } from "./contract";

export class Address {
  private path = location.pathname;
  private readonly onPop = (event: PopStateEvent) => {
    if (location.pathname !== this.path || location.hash) return;
    event.stopImmediatePropagation();
    this.went(location.search.replace(/^\?/, ""));
  };

  constructor(private readonly went: (query: string) => void) {
    window.addEventListener("popstate", this.onPop, true);
  }

  /** Write where the map looks (null: home, which is left out) into the present entry: going back skips moves. */
  follow(camera: Camera | null): void {
    const search = withCamera(location.search, camera);
    // Some browsers let a page opened from disk change nothing of its address.
    if (location.protocol === "file:") return;
    history.replaceState(history.state, "", `${location.pathname}${search}${location.hash}`);
  }

  close(): void {
    window.removeEventListener("popstate", this.onPop, true);
  }
}
