/** The dataset behind an address, fetched once. */

import type { Dataset } from "./contract";
import { addressOf } from "./files";

export class Source {
  private address = "";
  private data: Dataset | null = null;

  /** The dataset of an address; null when a newer one has been asked for meanwhile. Throws with the reason. */
  async load(address: string): Promise<Dataset | null> {
    if (address === this.address && this.data) return this.data;
    this.address = address;
    const answer = await fetch(addressOf(address));
    if (!answer.ok) throw new Error(`answered with ${answer.status}`);
    const data = (await answer.json()) as Dataset;
    if (address !== this.address) return null;
    this.data = data;
    return data;
  }
}
