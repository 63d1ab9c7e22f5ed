import { type Answer, type Received, startScriptedServer } from "../scripted-server.ts";

/** What a token service gives out. */
export interface IssuedKeys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
  readonly expiration: Date;
}

export interface TokenService extends AsyncDisposable {
  /** What a process needs in its environment to find it. */
  readonly env: Readonly<Record<string, string>>;
  /** How many keys it has given out. */
  readonly issued: number;
}

type Issue = () => IssuedKeys;
type Respond = (request: Received, give: Issue) => Answer;

async function startService(
  respond: Respond,
  issue: Issue,
  envOf: (origin: string) => Readonly<Record<string, string>>,
): Promise<TokenService> {
  let issued = 0;
  const counted: Issue = () => {
    issued++;
    return issue();
  };
  const server = await startScriptedServer((request) => respond(request, counted));
  return {
    env: envOf(server.origin),
    get issued() {
      return issued;
    },
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}

const ROLE = "arn:aws:iam::111122223333:role/logs";

/**
 * The part of STS that a Pod with a role of its own asks (EKS: IRSA):
 * https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithWebIdentity.html
 */
export async function startSts(
  issue: Issue,
  { tokenFile, token }: { readonly tokenFile: string; readonly token: () => string },
): Promise<TokenService> {
  const respond: Respond = ({ method, body }, give) => {
    const form = new URLSearchParams(body);
    const action = `${method} ${form.get("Action")} ${form.get("Version")} ${form.get("RoleArn")}`;
    if (action !== `POST AssumeRoleWithWebIdentity 2011-06-15 ${ROLE}`) {
      return stsError(400, "ValidationError", action);
    }
    if (form.get("WebIdentityToken") !== token()) {
      return stsError(400, "InvalidIdentityToken", "The token is not that of the service account.");
    }
    const { accessKeyId, secretAccessKey, sessionToken, expiration } = give();
    return {
      status: 200,
      headers: { "content-type": "text/xml" },
      body: `<AssumeRoleWithWebIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">
<AssumeRoleWithWebIdentityResult>
<AssumedRoleUser><Arn>${ROLE}/session</Arn><AssumedRoleId>ID:session</AssumedRoleId></AssumedRoleUser>
<Credentials>
<AccessKeyId>${accessKeyId}</AccessKeyId>
<SecretAccessKey>${secretAccessKey}</SecretAccessKey>
<SessionToken>${sessionToken}</SessionToken>
<Expiration>${toRfc3339(expiration)}</Expiration>
</Credentials>
</AssumeRoleWithWebIdentityResult>
</AssumeRoleWithWebIdentityResponse>`,
    };
  };
  return await startService(respond, issue, (origin) => ({
    AWS_ENDPOINT_URL_STS: origin,
    AWS_ROLE_ARN: ROLE,
    AWS_WEB_IDENTITY_TOKEN_FILE: tokenFile,
    AWS_REGION: "eu-test-1",
  }));
}

function stsError(status: number, code: string, message: string): Answer {
  const error = `<Type>Sender</Type><Code>${code}</Code><Message>${message}</Message>`;
  return {
    status,
    headers: { "content-type": "text/xml" },
    body: `<ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><Error>${error}</Error><RequestId>1</RequestId></ErrorResponse>`,
  };
}

/**
 * An instance's metadata, version 2 only: a token has to be fetched first.
 * https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/instancedata-data-retrieval.html
 */
export async function startInstanceMetadata(issue: Issue): Promise<TokenService> {
  const TOKEN = "token-of-the-session";
  const ROLES = "/latest/meta-data/iam/security-credentials/";
  const respond: Respond = ({ method, url, headers }, give) => {
    if (method === "PUT" && url === "/latest/api/token") {
      const ttl = headers["x-aws-ec2-metadata-token-ttl-seconds"];
      if (!/^\d+$/.test(String(ttl))) return { status: 400 };
      return { status: 200, body: TOKEN };
    }
    if (headers["x-aws-ec2-metadata-token"] !== TOKEN) return { status: 401 };
    if (method !== "GET") return { status: 405 };
    if (url === ROLES) return { status: 200, body: "logs" };
    if (url !== `${ROLES}logs`) return { status: 404 };
    return { status: 200, body: JSON.stringify({ Code: "Success", ...toKeys(give()) }) };
  };
  return await startService(respond, issue, (origin) => ({
    AWS_EC2_METADATA_SERVICE_ENDPOINT: origin,
  }));
}

/**
 * The agent of EKS Pod Identity, on the protocol of ECS's containers:
 * https://docs.aws.amazon.com/sdkref/latest/guide/feature-container-credentials.html
 */
export async function startContainerEndpoint(
  issue: Issue,
  { tokenFile, token }: { readonly tokenFile: string; readonly token: () => string },
): Promise<TokenService> {
  const respond: Respond = ({ method, url, headers }, give) => {
    if (`${method} ${url}` !== "GET /v1/credentials") return { status: 404 };
    if (headers.authorization !== token()) return { status: 400, body: '{"Code":"AccessDenied"}' };
    return { status: 200, body: JSON.stringify(toKeys(give())) };
  };
  return await startService(respond, issue, (origin) => ({
    AWS_CONTAINER_CREDENTIALS_FULL_URI: `${origin}/v1/credentials`,
    AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE: tokenFile,
  }));
}

function toKeys({ accessKeyId, secretAccessKey, sessionToken, expiration }: IssuedKeys): object {
  return {
    AccessKeyId: accessKeyId,
    SecretAccessKey: secretAccessKey,
    Token: sessionToken,
    Expiration: toRfc3339(expiration),
  };
}

function toRfc3339(date: Date): string {
  return `${date.toISOString().slice(0, 19)}Z`;
}
