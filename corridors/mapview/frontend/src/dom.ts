/** Making elements. Text is always set as text. */

type Attributes = Readonly<Record<string, string | boolean | ((event: never) => void)>>;

/** An element with attributes (true: present, false: absent; functions: listeners) and children. */
export function el<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  attributes: Attributes = {},
  ...children: readonly (Node | string)[]
): HTMLElementTagNameMap[Tag] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") element.addEventListener(name, value as EventListener);
    else if (value !== false) element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children);
  return element;
}

const SVG = "http://www.w3.org/2000/svg";

/** A sign of one path in a 16 x 16 box. */
export function sign(path: string, color = "currentColor", size = 16): SVGSVGElement {
  const svg = document.createElementNS(SVG, "svg");
  const shape = document.createElementNS(SVG, "path");
  for (const [name, value] of Object.entries({
    viewBox: "0 0 16 16",
    width: `${size}`,
    height: `${size}`,
    "aria-hidden": "true",
  })) {
    svg.setAttribute(name, value);
  }
  shape.setAttribute("d", path);
  shape.setAttribute("fill", color);
  shape.setAttribute("fill-rule", "evenodd");
  svg.append(shape);
  return svg;
}

/** An SVG document as a decorative image. */
export function image(svg: string, width: number, height: number): HTMLImageElement {
  return el("img", {
    src: `data:image/svg+xml,${encodeURIComponent(svg)}`,
    alt: "",
    width: `${width}`,
    height: `${height}`,
  });
}
