import type { Collected } from "../../../apps/log-sidecar/src/collect/collected.ts";
import type { ChainShipper } from "../../../apps/log-sidecar/src/ship/chain-shipper.ts";
import type { Track } from "./volume.ts";

/** A file as a sidecar has it, and what that sidecar must know of it. */
export interface Item {
  readonly collected: Collected;
  readonly chain: ChainShipper;
  readonly track: Track | undefined;
  /** The life that the chain's position is about, and how much of it was seen. */
  knownLife: number | undefined;
  seenBytes: number;
  /** It was noticed that this life is over, and the step failed. */
  isOver: boolean;
  /** It was rewritten so that no look can tell: what is lost then goes under the wrong life. */
  isMistaken: boolean;
  /** Steps that failed in this round. */
  failures: number;
  /** What the file was at the first look of a step. */
  firstLook: { readonly life: number; readonly sizeBytes: number } | undefined;
}

/** @returns whether the file is not the one any more that the chain is about */
export function beforeStep(item: Item): boolean {
  const { track, chain, knownLife } = item;
  item.firstLook = undefined;
  if (track === undefined || knownLife === undefined) return false;
  const shipped = (track.lives[knownLife] ?? "").slice(0, chain.position);
  const reach = chain.position + chain.lagBytes;
  return track.content.length < reach || !track.content.startsWith(shipped);
}

/** Notes what a sidecar has seen in a step. */
export function afterStep(item: Item, isRewritten: boolean, isDone: boolean): void {
  const { chain, firstLook } = item;
  const { position, lagBytes } = chain;
  const isBegunAnew = isRewritten || item.isOver || (position === 0 && lagBytes === 0);
  item.isOver = !isDone && (isRewritten || item.isOver);
  if (firstLook === undefined || item.isOver) return;
  if (!isDone && position + lagBytes < firstLook.sizeBytes) return;
  const isOther = item.knownLife !== undefined && item.knownLife !== firstLook.life;
  item.isMistaken = !isBegunAnew && (isOther || item.isMistaken);
  item.knownLife = firstLook.life;
  item.seenBytes = (isDone && isBegunAnew) || item.isMistaken ? 0 : firstLook.sizeBytes;
}

/** Before a truncation: what was seen and is not shipped must be told as lost. */
export function owe({ chain, knownLife, seenBytes }: Item, track: Track): void {
  const { position } = chain;
  if (knownLife !== track.life || seenBytes <= position) return;
  const owed = { life: track.life, positionBytes: position, seenBytes, wasVisible: false };
  track.owed = [...track.owed, owed];
}

/** A loss that a look cannot show (the file has regrown, and what was shipped is there) is none. */
export function forgetInvisible(track: Track): void {
  track.owed = track.owed.filter((owed) => {
    const { life, positionBytes, seenBytes, wasVisible } = owed;
    const old = (track.lives[life] ?? "").slice(0, positionBytes);
    const { content } = track;
    owed.wasVisible = wasVisible || content.length < seenBytes || !content.startsWith(old);
    return owed.wasVisible;
  });
}
