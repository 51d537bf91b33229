# The tag is for people, the digest decides. It is the base of generated projects, too.
ARG BASE=python:3.12-slim@sha256:57cd7c3a7a273101a6485ba99423ee568157882804b1124b4dd04266317710de

FROM ${BASE} AS build
ARG VERSION=0.0.0
ARG EXTRAS=forge
ENV SETUPTOOLS_SCM_PRETEND_VERSION=${VERSION} PIP_DISABLE_PIP_VERSION_CHECK=1
WORKDIR /src
COPY . .
RUN python -m venv /opt/aifactory && \
    /opt/aifactory/bin/pip install --no-cache-dir ".[${EXTRAS}]" && \
    /opt/aifactory/bin/pip uninstall -y pip setuptools

FROM ${BASE}
ARG VERSION=0.0.0
LABEL org.opencontainers.image.title="aifactory" \
      org.opencontainers.image.description="Audit and generate DevSecOps software factories for AI projects" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.licenses="MIT"
# Debian keeps no old versions: the digest of the base and the day of the build decide which git this is.
# hadolint ignore=DL3008
RUN apt-get update && \
    apt-get install -y --no-install-recommends git && \
    rm -rf /var/lib/apt/lists/* && \
    useradd --uid 10001 --create-home aifactory
COPY --from=build /opt/aifactory /opt/aifactory
ENV PATH=/opt/aifactory/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    XDG_CACHE_HOME=/tmp/cache
WORKDIR /repo
USER 10001
ENTRYPOINT ["aifactory"]
CMD ["--help"]
