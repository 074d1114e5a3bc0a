# The recorder as one process: docs/container.md.
FROM node:24-bookworm AS build
WORKDIR /src
COPY . .
RUN npm ci \
  && npm run build --workspace @envoy/dashboard \
  && npx tsc -b apps/recorder \
  && node apps/recorder/bundle.js \
  && npm pack --workspace envoy-recorder --pack-destination /tmp \
  && npm install --global --prefix /opt/envoy-recorder /tmp/envoy-recorder-*.tgz

FROM node:24-bookworm-slim
COPY --from=build /opt/envoy-recorder /opt/envoy-recorder
ENV PATH=/opt/envoy-recorder/bin:$PATH \
    NODE_COMPILE_CACHE=/tmp/compile-cache \
    MALLOC_ARENA_MAX=1 \
    NODE_OPTIONS=--max-semi-space-size=1
# config.toml, the files that it names, and data/.
RUN install --directory --owner=1000 --group=1000 /data
VOLUME /data
WORKDIR /data
USER 1000
HEALTHCHECK --interval=5m --timeout=30s --start-period=5m CMD ["envoy-recorder", "status", "--check"]
ENTRYPOINT ["envoy-recorder"]
CMD ["watch"]
