/** Full screen of one element: the browser's own, or where it refuses, the whole window. */

export class FullScreen {
  private active = false;
  private readonly onChange = () => {
    if (this.active && document.fullscreenElement !== this.root && this.native) this.set(false);
  };
  private native = false;

  constructor(
    private readonly root: HTMLElement,
    private readonly changed: () => void,
  ) {
    document.addEventListener("fullscreenchange", this.onChange);
  }

  get on(): boolean {
    return this.active;
  }

  toggle(): void {
    if (this.active) this.leave();
    else this.enter();
  }

  private enter(): void {
    this.set(true);
    void this.root
      .requestFullscreen?.()
      .then(() => {
        this.native = this.active;
        // Left again before the browser was ready.
        if (!this.active && document.fullscreenElement === this.root) void document.exitFullscreen();
      })
      .catch(() => {
        this.native = false;
      });
  }

  /** True if there was something to leave. */
  leave(): boolean {
    if (!this.active) return false;
    this.set(false);
    if (document.fullscreenElement === this.root) void document.exitFullscreen();
    return true;
  }

  private set(active: boolean): void {
    this.active = active;
    if (!active) this.native = false;
    this.root.classList.toggle("cm-full", active);
    this.root.dataset["full"] = `${active}`;
    this.changed();
  }

  close(): void {
    document.removeEventListener("fullscreenchange", this.onChange);
    this.leave();
  }
}
