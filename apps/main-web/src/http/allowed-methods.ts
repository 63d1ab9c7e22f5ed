/** The methods of every resource here, as `Allow` names them. */
export const ALLOWED_METHODS = "GET, HEAD, OPTIONS";
