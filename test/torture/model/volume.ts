import {
  appendFileSync,
  existsSync,
  mkdirSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
} from "node:fs";
import { join } from "node:path";
import { toGenerationId } from "../../../apps/log-sidecar/src/collect/generation-id.ts";
import type { WriterCommand } from "./command.ts";

/** What a living sidecar had seen of a life that has ended: it must be stored, or told as lost. */
export interface Owed {
  readonly life: number;
  readonly positionBytes: number;
  readonly seenBytes: number;
  wasVisible: boolean;
}

/** All that ever was in one inode. */
export class Track {
  readonly generationId: string;
  name: string | undefined;
  /** The content, anew with each truncation. */
  readonly lives: string[] = [""];
  owed: readonly Owed[] = [];

  constructor(generationId: string, name: string) {
    this.generationId = generationId;
    this.name = name;
  }

  get life(): number {
    return this.lives.length - 1;
  }

  get content(): string {
    return this.lives[this.life] ?? "";
  }

  set content(content: string) {
    this.lives[this.life] = content;
  }
}

/** A volume, and what its writers did to it. */
export class Volume {
  readonly root: string;
  readonly tracks: Track[] = [];
  /** Told before a truncation. */
  beforeTruncation: (track: Track) => void = () => {};
  #bytes = 0;

  constructor(root: string) {
    this.root = root;
    mkdirSync(root);
  }

  named(name: string): Track | undefined {
    return this.tracks.find((track) => track.name === name);
  }

  apply(command: WriterCommand): void {
    const track = this.named(command.name);
    if (command.do === "write") this.#write(command.name, this.#text(command.what));
    else if (track === undefined) return;
    else if (command.do === "rename") this.#rename(track, command.to);
    else if (command.do === "delete") this.#delete(track);
    else if (command.do === "truncate") this.#truncate(track, command.keepBytes);
    else {
      this.#truncate(track, 0);
      for (let line = 0; line < command.lines; line++)
        this.#write(command.name, this.#text("line"));
    }
  }

  #write(name: string, text: string): void {
    const path = join(this.root, name);
    const isNew = !existsSync(path);
    appendFileSync(path, text, "latin1");
    if (isNew) this.tracks.push(new Track(toGenerationId(statSync(path, { bigint: true })), name));
    const track = this.named(name);
    if (track !== undefined) track.content += text;
  }

  #rename(track: Track, to: string): void {
    if (track.name === undefined || track.name === to) return;
    renameSync(join(this.root, track.name), join(this.root, to));
    const replaced = this.named(to);
    if (replaced !== undefined) replaced.name = undefined;
    track.name = to;
  }

  #delete(track: Track): void {
    if (track.name !== undefined) rmSync(join(this.root, track.name));
    track.name = undefined;
  }

  #truncate(track: Track, keepBytes: number): void {
    const content = track.content.slice(0, keepBytes);
    if (track.name === undefined || content === track.content) return;
    this.beforeTruncation(track);
    truncateSync(join(this.root, track.name), content.length);
    track.lives.push(content);
  }

  /** Text in which no byte is like another near it, so that nothing looks like what it is not. */
  #text(what: "line" | "part" | "big" | "blank"): string {
    const bytes = { line: 4, part: 3, big: 40, blank: 0 }[what];
    let text = "";
    for (let index = 0; index < bytes; index++)
      text += String.fromCodePoint(33 + ((this.#bytes++ * 7) % 211));
    return what === "part" ? text : `${text}\n`;
  }
}
