import type { Collected } from "../collect/collector.ts";
import { ChainShipper } from "./chain-shipper.ts";
import type { ShipContext } from "./ship-context.ts";

/** A generation that is collected, its chain, and what the last looks at it have shown. */
export interface CollectedChain extends Collected {
  readonly chain: ChainShipper;
  isBusy: boolean;
  /** The state of the file that was last seen, and the one that was last shipped to its end. */
  seen: string;
  done: string | undefined;
  /** Since when it is shipped to its end, and nobody has written to it. */
  quietSinceMs: number;
}

/** Makes the collector's own object one of these, as it goes on telling in it of the file's name. */
export function toCollectedChain(collected: Collected, context: ShipContext): CollectedChain {
  const chain = new ChainShipper(collected.source, collected.path, context);
  const quietSinceMs = context.nowMs();
  return Object.assign(collected, {
    chain,
    isBusy: false,
    seen: "",
    done: undefined,
    quietSinceMs,
  });
}
