# Two stages: the first installs everything into one folder, the second runs it.
FROM python:3.12-slim AS build
WORKDIR /src
RUN python -m venv /opt/svodka
COPY pyproject.toml constraints.txt README.md LICENSE ./
COPY bot bot
COPY service service
COPY news news
COPY storage storage
COPY sandbox sandbox
RUN /opt/svodka/bin/pip install --no-cache-dir --constraint constraints.txt '.[postgres]'
# Remove what is never used: locales and dictionaries of other languages, and pip.
RUN find /opt/svodka/lib -path '*/babel/locale-data/*.dat' \
        ! -name 'root.dat' ! -name 'ru*.dat' ! -name 'uk*.dat' ! -name 'en*.dat' -delete \
    && find /opt/svodka/lib -path '*/simplemma/*.plzma' ! -name 'en.plzma' -delete \
    && rm -r /opt/svodka/lib/python3.*/site-packages/pymorphy2_dicts_ru \
    && rm -r /opt/svodka/lib/python3.*/site-packages/pip

FROM python:3.12-slim
RUN useradd --system --uid 10001 --create-home --home-dir /data svodka
COPY --from=build /opt/svodka /opt/svodka
ENV PATH=/opt/svodka/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    DATABASE_URL=sqlite:////data/svodka.db \
    DATA_FOLDER=/data \
    HTTP_HOST=0.0.0.0 \
    HTTP_PORT=8080
# A number, so that an orchestrator can check that it is not root.
USER 10001
WORKDIR /data
VOLUME /data
EXPOSE 8080
# A loop that is stuck for 60 s makes the container unhealthy; the process then ends by itself, so
# that the restart policy starts it again.
HEALTHCHECK --interval=20s --timeout=5s --start-period=60s --retries=3 \
    CMD ["python", "-c", "import os, urllib.request as u; u.urlopen(f'http://127.0.0.1:{os.environ[\"HTTP_PORT\"]}/healthz', timeout=4)"]
STOPSIGNAL SIGTERM
ENTRYPOINT ["svodka"]
CMD ["run"]
