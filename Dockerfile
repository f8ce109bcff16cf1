# Two stages: the first builds wheels' worth of packages, the second only runs them.
FROM python:3.12-slim AS build
WORKDIR /src
RUN python -m venv /opt/svodka
COPY pyproject.toml constraints.txt README.md LICENSE ./
COPY bot bot
COPY news news
COPY storage storage
COPY sandbox sandbox
RUN /opt/svodka/bin/pip install --no-cache-dir --constraint constraints.txt .

FROM python:3.12-slim
RUN useradd --system --uid 10001 --home-dir /data svodka \
    && install --directory --owner=svodka --group=svodka /data
COPY --from=build /opt/svodka /opt/svodka
ENV PATH=/opt/svodka/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    DATABASE_URL=sqlite:////data/svodka.db \
    HTTP_HOST=0.0.0.0 \
    HTTP_PORT=8080
USER svodka
WORKDIR /data
VOLUME /data
EXPOSE 8080
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s --retries=3 \
    CMD ["python", "-c", "import urllib.request as u; u.urlopen('http://127.0.0.1:8080/healthz', timeout=4)"]
STOPSIGNAL SIGTERM
ENTRYPOINT ["svodka"]
CMD ["run"]
