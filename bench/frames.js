// Runs in a page before its own scripts, the same on every page measured: notes each frame that WebGL draws on a visible canvas.
// See maps.py for what is measured with it.
(() => {
  const MOST_FRAMES = 2000;
  const bound = new WeakMap();
  const known = new WeakSet();
  const state = { frames: [], contexts: 0, wait: true, pixels: false, signature: "", before: "", start: 0 };
  let open = null;
  let drawing = null;

  const getContext = HTMLCanvasElement.prototype.getContext;
  HTMLCanvasElement.prototype.getContext = function (type, ...rest) {
    const context = getContext.call(this, type, ...rest);
    if (context && type.startsWith("webgl") && !known.has(context)) {
      known.add(context);
      state.contexts += 1;
    }
    return context;
  };

  const gl2 = WebGL2RenderingContext.prototype;
  const readPixels = gl2.readPixels;
  const bindFramebuffer = gl2.bindFramebuffer;
  gl2.bindFramebuffer = function (target, buffer) {
    if (target !== this.READ_FRAMEBUFFER) bound.set(this, buffer);
    return bindFramebuffer.call(this, target, buffer);
  };

  // Within the task that drew, so that the drawing is still there to be read.
  function read(gl, width, height) {
    const former = gl.getParameter(gl.READ_FRAMEBUFFER_BINDING);
    bindFramebuffer.call(gl, gl.READ_FRAMEBUFFER, null);
    const bytes = new Uint8Array(width * height * 4);
    readPixels.call(gl, 0, 0, width, height, gl.RGBA, gl.UNSIGNED_BYTE, bytes);
    bindFramebuffer.call(gl, gl.READ_FRAMEBUFFER, former);
    return bytes;
  }

  function hash(bytes) {
    let sum = 0x811c9dc5;
    for (const byte of bytes) sum = Math.imul(sum ^ byte, 0x01000193);
    return sum >>> 0;
  }

  function frameOf(gl) {
    if (open) return open;
    drawing = gl;
    const frame = { drawn: performance.now(), counts: [], rastered: 0, painted: 0, pixels: 0 };
    open = frame;
    queueMicrotask(() => {
      if (state.pixels) frame.pixels = hash(read(gl, gl.drawingBufferWidth, gl.drawingBufferHeight));
      // A frame that shows nothing new is left to run on, so that it does not hold up the page's script.
      else if (state.wait && frame.counts.join() !== state.before) read(gl, 1, 1);
      frame.rastered = performance.now();
    });
    requestAnimationFrame(() => {
      const { drawn, counts, rastered, pixels } = frame;
      state.signature = counts.join();
      state.frames.push({ drawn, rastered, painted: performance.now(), pixels, signature: state.signature });
      if (state.frames.length > MOST_FRAMES) state.frames.shift();
      if (open === frame) open = null;
    });
    return frame;
  }

  const isVisible = (gl) => !bound.get(gl);
  const patch = (name, count) => {
    const plain = gl2[name];
    gl2[name] = function (...given) {
      if (isVisible(this)) frameOf(this).counts.push(count(given));
      return plain.apply(this, given);
    };
  };
  patch("drawArrays", ([, , count]) => count);
  patch("drawElements", ([, count]) => count);
  patch("drawArraysInstanced", ([, , count, instances]) => `${count}x${instances}`);
  patch("drawElementsInstanced", ([, count, , , instances]) => `${count}x${instances}`);
  // A new drawing begins; a map with nothing on it is a drawing, too.
  for (const name of ["clear", "clearBufferfv"]) {
    const plain = gl2[name];
    gl2[name] = function (...given) {
      const colour = name === "clear" ? (given[0] & this.COLOR_BUFFER_BIT) !== 0 : given[0] === this.COLOR;
      if (isVisible(this) && colour) frameOf(this).counts.length = 0;
      return plain.apply(this, given);
    };
  }

  const nextFrame = () => new Promise((resolve) => requestAnimationFrame(resolve));
  const element = (selector) => {
    const found = document.querySelector(selector);
    if (!found) throw new Error(`no ${selector}`);
    return found;
  };

  window.bench = {
    state,
    // The canvas that WebGL draws on.
    canvas: () => drawing.canvas,
    // Waits until everything drawn so far is on the screen, and says when that was.
    async drained() {
      const fence = drawing.fenceSync(drawing.SYNC_GPU_COMMANDS_COMPLETE, 0);
      drawing.flush();
      while (drawing.clientWaitSync(fence, 0, 0) === drawing.TIMEOUT_EXPIRED) await nextFrame();
      drawing.deleteSync(fence);
      return performance.now();
    },
    // Click without a mouse, so that no frame is drawn for a hover.
    click(selector) {
      const target = element(selector);
      state.frames = [];
      state.before = state.signature;
      state.start = performance.now();
      target.click();
    },
    changed: () => state.frames.some(({ signature }) => signature !== state.before),
    // First mark of the component's own at or after the click.
    marked(name) {
      return performance.getEntriesByName(name).find((entry) => entry.startTime >= state.start)?.startTime ?? null;
    },
    async clickOften(selectors, times) {
      for (let index = 0; index < times; index += 1) {
        element(selectors[index % selectors.length]).click();
        await nextFrame();
        await nextFrame();
      }
    },
  };
})();
