import type { Command, Positional } from "@sidecar-pair/runtime/command.ts";
import { EXIT_OK } from "@sidecar-pair/runtime/exit-code.ts";
import { printableJson } from "@sidecar-pair/runtime/printable.ts";
import type { Setting } from "@sidecar-pair/runtime/setting.ts";
import { ForeignKeys } from "./foreign-keys.ts";
import { type Generation, birthOf, compareGenerations } from "./generation.ts";
import { jsonSwitch, storageUrl } from "./inputs.ts";
import { listGenerations } from "./list-generations.ts";
import { nothingThere, otherArchive } from "./nothing-there.ts";
import { writeAll } from "./output.ts";
import { renderTable } from "./table.ts";
import { withStorage } from "./with-storage.ts";

/** `ls URL`: which generations there are. Reads only the listing, so it vouches for nothing. */
export const ls: Command<{ url: Positional<string> }, { json: Setting<boolean> }> = {
  help: "list what was shipped",
  positionals: { url: storageUrl },
  settings: { json: jsonSwitch("LS_JSON") },
  run: ({ url, json }, context) =>
    withStorage(url, context, async (storage) => {
      const rows: Row[] = [];
      const foreign = new ForeignKeys(url);
      for await (const found of listGenerations(storage, context.stop)) {
        if (found.kind === "generation") rows.push(toRow(found.generation));
        else foreign.add(found.key);
      }
      if (rows.length === 0) return nothingThere(url, foreign, context);
      otherArchive(foreign, context);
      rows.sort(compareGenerations);
      const text = json ? printableJson(rows) : renderRows(rows);
      await writeAll(context.stdout, [text], context.stop);
      return EXIT_OK;
    }),
};

type Row = ReturnType<typeof toRow>;

function toRow({ namespace, pod, path, generation, objects }: Generation) {
  const chunks = objects.filter(({ object }) => object.kind === "chunk");
  const compressedBytes = chunks.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  const bornAt = birthOf(generation);
  return { namespace, pod, path, generation, chunks: chunks.length, compressedBytes, bornAt };
}

function renderRows(rows: readonly Row[]): string {
  return renderTable([
    ["POD", "PATH", "GENERATION", "CHUNKS", "COMPRESSED", "BORN"],
    ...rows.map((row) => [
      `${row.namespace}/${row.pod}`,
      row.path,
      row.generation,
      row.chunks,
      row.compressedBytes,
      row.bornAt ?? "unknown",
    ]),
  ]);
}
