# syntax=docker/dockerfile:1
# Greenroom itself. Starts as root, so that each role runs as a user of its own: ids that need no entry in /etc/passwd.
ARG FLYCTL_VERSION=v0.4.87
ARG FLYCTL_DIGEST=""
# Pin by digest with --build-arg FLYCTL_DIGEST=@sha256:… ; left empty, the version tag decides.
FROM flyio/flyctl:${FLYCTL_VERSION}${FLYCTL_DIGEST} AS flyctl

FROM node:24-bookworm-slim AS packages
WORKDIR /app
COPY package.json package-lock.json ./
COPY bin ./bin
COPY scripts/bundle.js ./scripts/bundle.js
RUN npm ci --omit=dev --no-audit --no-fund

FROM node:24-bookworm-slim AS bundle
WORKDIR /app
COPY package.json package-lock.json ./
COPY bin ./bin
COPY scripts/bundle.js ./scripts/bundle.js
COPY src ./src
# Ends with the bundle (npm's "prepare").
RUN npm ci --no-audit --no-fund && test -f dist/current.json

FROM node:24-bookworm-slim
RUN apt-get update \
  && apt-get install -y --no-install-recommends git ca-certificates tini \
  && rm -rf /var/lib/apt/lists/*
COPY --from=flyctl /flyctl /usr/local/bin/flyctl
WORKDIR /app
COPY --from=packages /app/node_modules ./node_modules
COPY package.json LICENSE ./
COPY bin ./bin
COPY --from=bundle /app/dist ./dist
ENV NODE_ENV=production HOST=0.0.0.0 PORT=8080 GREENROOM_DATA_DIR=/data FLYCTL_BIN=/usr/local/bin/flyctl
VOLUME /data
EXPOSE 8080
HEALTHCHECK --interval=15s --timeout=3s CMD ["node", "-e", "fetch('http://127.0.0.1:8080/healthz').then((a) => process.exit(a.ok ? 0 : 1), () => process.exit(1))"]
# tini reaps: a killed PostgreSQL that stays a zombie would look alive to pg_ctl.
ENTRYPOINT ["/usr/bin/tini", "--", "node", "/app/bin/greenroom.js"]
CMD ["start"]
