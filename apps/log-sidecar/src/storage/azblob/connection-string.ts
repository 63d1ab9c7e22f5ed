/** What a connection string of Azure Storage says of blobs. */
export interface ConnectionString {
  readonly accountName?: string;
  readonly accountKey?: string;
  readonly sas?: string;
  readonly blobEndpoint?: string;
  readonly endpointSuffix?: string;
  readonly protocol?: string;
}

const NAMES: Readonly<Record<string, keyof ConnectionString>> = {
  accountname: "accountName",
  accountkey: "accountKey",
  sharedaccesssignature: "sas",
  blobendpoint: "blobEndpoint",
  endpointsuffix: "endpointSuffix",
  defaultendpointsprotocol: "protocol",
};

/**
 * `AccountName=…;AccountKey=…`; values may have `=` in them.
 *
 * @throws RangeError for one that names no account; it does not repeat the text, which holds the key
 */
export function parseConnectionString(text: string): ConnectionString {
  const parts: { -readonly [N in keyof ConnectionString]: string } = {};
  for (const part of text.split(";")) {
    const [name = "", ...rest] = part.split("=");
    const known = NAMES[name.trim().toLowerCase()];
    if (known !== undefined && rest.length > 0) parts[known] = rest.join("=").trim();
  }
  if (parts.accountName === undefined && parts.blobEndpoint === undefined) {
    throw new RangeError(
      "Expected AZURE_STORAGE_CONNECTION_STRING with AccountName or BlobEndpoint, got one without",
    );
  }
  return parts;
}
