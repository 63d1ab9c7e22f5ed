# Stands in for the official node:26-trixie-slim where no image can be pulled. It holds what that
# image holds: Node, npm, the one library Node needs that a minimal Debian lacks, and the user
# `node`. Like the official image it has no ca-certificates, no curl, no corepack and no yarn.
FROM debian:trixie-slim
RUN groupadd --gid 1000 node \
  && useradd --uid 1000 --gid node --shell /bin/bash --create-home node
RUN apt-get update \
  && apt-get install -y --no-install-recommends libatomic1 \
  && rm -rf /var/lib/apt/lists/*
COPY --chown=root:root node/bin/node /usr/local/bin/node
COPY --chown=root:root node/LICENSE /usr/local/LICENSE
COPY --chown=root:root npm /usr/local/lib/node_modules/npm
COPY docker-entrypoint.sh /usr/local/bin/docker-entrypoint.sh
RUN ln -s /usr/local/bin/node /usr/local/bin/nodejs \
  && ln -s ../lib/node_modules/npm/bin/npm-cli.js /usr/local/bin/npm \
  && ln -s ../lib/node_modules/npm/bin/npx-cli.js /usr/local/bin/npx \
  && chmod 755 /usr/local/bin/docker-entrypoint.sh \
  && node --version \
  && npm --version
ARG NODE_VERSION
ENV NODE_VERSION=${NODE_VERSION}
ENTRYPOINT ["docker-entrypoint.sh"]
CMD ["node"]
