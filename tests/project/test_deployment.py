"""Check the files that run the service on several machines: Compose with PostgreSQL, Kubernetes."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.cli.main import app
from service.config import SECRET_SETTINGS, Settings
from tests.support.paths import ROOT

kubernetes_validate = pytest.importorskip("kubernetes_validate")

KUBERNETES = ROOT / "deploy" / "kubernetes"
MANIFESTS = sorted(set(KUBERNETES.glob("*.yaml")) - {KUBERNETES / "kustomization.yaml"})
KUBERNETES_VERSION = "1.31"
"""The oldest one that is meant."""

SECRETS = SECRET_SETTINGS - {"SUMMARY_API_KEY"} | {"DATABASE_URL"}
SETTINGS = {name.upper() for name in Settings.model_fields}
COMMANDS = {command.name for command in app.registered_commands}
PUBLIC_PATHS = {"/telegram/", "/api/", "/feeds/"}
UNPRIVILEGED_USER = re.findall(r"^USER (\d+)$", (ROOT / "Dockerfile").read_text("utf-8"), re.M)[-1]


def read(path: Path) -> dict[str, Any]:
    content: dict[str, Any] = yaml.safe_load(path.read_text("utf-8"))
    return content


@pytest.fixture(scope="module")
def deployment() -> dict[str, Any]:
    spec: dict[str, Any] = read(KUBERNETES / "deployment.yaml")["spec"]
    return spec


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    return read(ROOT / "deploy" / "compose.postgres.yaml")


@pytest.fixture(scope="module")
def bots(compose: dict[str, Any]) -> list[dict[str, Any]]:
    return [service for service in compose["services"].values() if service["image"] == "svodka"]


@pytest.mark.parametrize("manifest", MANIFESTS, ids=lambda path: path.stem)
def test_manifest_fits_the_schema_of_kubernetes(manifest: Path) -> None:
    kubernetes_validate.validate(read(manifest), KUBERNETES_VERSION, strict=True)


def test_validation_finds_a_misspelled_field() -> None:
    """The schemas of this version are really used, and strictly."""
    manifest = read(KUBERNETES / "deployment.yaml")
    manifest["spec"]["replica"] = manifest["spec"].pop("replicas")
    with pytest.raises(kubernetes_validate.ValidationError):
        kubernetes_validate.validate(manifest, KUBERNETES_VERSION, strict=True)


def test_kustomization_lists_every_manifest() -> None:
    kustomization = read(KUBERNETES / "kustomization.yaml")
    assert sorted(kustomization["resources"]) == [path.name for path in MANIFESTS]


def test_one_replica_survives_a_drained_node(deployment: dict[str, Any]) -> None:
    budget = read(KUBERNETES / "poddisruptionbudget.yaml")["spec"]
    assert 1 <= budget["minAvailable"] < deployment["replicas"]


def test_selectors_find_the_pods(deployment: dict[str, Any]) -> None:
    labels = deployment["template"]["metadata"]["labels"]
    budget = read(KUBERNETES / "poddisruptionbudget.yaml")["spec"]
    (spread,) = deployment["template"]["spec"]["topologySpreadConstraints"]
    service = read(KUBERNETES / "service.yaml")["spec"]
    for selector in (deployment["selector"], budget["selector"], spread["labelSelector"]):
        assert selector["matchLabels"].items() <= labels.items()
    assert service["selector"].items() <= labels.items()


def test_requests_reach_the_port_that_the_image_serves(deployment: dict[str, Any]) -> None:
    (container,) = deployment["template"]["spec"]["containers"]
    (port,) = container["ports"]
    dockerfile = (ROOT / "Dockerfile").read_text("utf-8")
    assert f"HTTP_PORT={port['containerPort']}\n" in dockerfile
    (exposed,) = read(KUBERNETES / "service.yaml")["spec"]["ports"]
    assert exposed["targetPort"] == port["name"]
    for probe in (container["startupProbe"], container["readinessProbe"]):
        assert probe["httpGet"] == {"path": "/healthz", "port": port["name"]}
    (rule,) = read(KUBERNETES / "ingress.yaml")["spec"]["rules"]
    backend = {"service": {"name": "svodka", "port": {"name": exposed["name"]}}}
    assert {path["path"] for path in rule["http"]["paths"]} == PUBLIC_PATHS
    assert all(path["backend"] == backend for path in rule["http"]["paths"])


def test_secrets_are_references(deployment: dict[str, Any]) -> None:
    settings = read(KUBERNETES / "configmap.yaml")["data"]
    assert settings.keys() <= SETTINGS - SECRETS
    pod = deployment["template"]["spec"]
    for container in (*pod["containers"], *pod["initContainers"]):
        names = {variable["name"] for variable in container["env"]}
        assert names == SECRETS
        assert all("secretKeyRef" in variable["valueFrom"] for variable in container["env"])
        assert container["envFrom"] == [{"configMapRef": {"name": "svodka"}}]


def test_pods_have_no_rights_that_they_do_not_need(deployment: dict[str, Any]) -> None:
    pod = deployment["template"]["spec"]
    assert pod["automountServiceAccountToken"] is False
    assert pod["securityContext"]["runAsNonRoot"] is True
    assert str(pod["securityContext"]["runAsUser"]) == UNPRIVILEGED_USER
    for container in (*pod["containers"], *pod["initContainers"]):
        assert container["securityContext"] == {
            "allowPrivilegeEscalation": False,
            "readOnlyRootFilesystem": True,
            "capabilities": {"drop": ["ALL"]},
        }
        assert {mount["mountPath"] for mount in container["volumeMounts"]} == {"/data", "/tmp"}
        assert container["resources"]["limits"] == {"memory": "900Mi"}


def test_schema_is_migrated_before_the_bots_start(
    deployment: dict[str, Any], bots: list[dict[str, Any]]
) -> None:
    (migration,) = deployment["template"]["spec"]["initContainers"]
    (container,) = deployment["template"]["spec"]["containers"]
    assert (migration["args"], container["args"]) == (["migrate"], ["run"])
    assert {"migrate", "run"} <= COMMANDS
    assert deployment["strategy"] == {"type": "Recreate"}
    (migrate,) = [bot for bot in bots if bot.get("command") == ["migrate"]]
    assert migrate["depends_on"] == {"postgres": {"condition": "service_healthy"}}
    for bot in bots:
        if bot is not migrate:
            assert bot["depends_on"]["migrate"]["condition"] == "service_completed_successfully"


def test_a_stop_has_the_time_that_the_unit_gives_it(
    deployment: dict[str, Any], bots: list[dict[str, Any]]
) -> None:
    unit = (ROOT / "deploy" / "svodka.service").read_text("utf-8")
    (seconds,) = re.findall(r"^TimeoutStopSec=(\d+)$", unit, re.M)
    assert deployment["template"]["spec"]["terminationGracePeriodSeconds"] == int(seconds)
    assert {bot["stop_grace_period"] for bot in bots} == {f"{seconds}s"}


def test_composed_bots_are_confined(bots: list[dict[str, Any]]) -> None:
    assert len(bots) == 3  # two that run, one that migrates
    for bot in bots:
        assert bot["read_only"] is True
        assert bot["cap_drop"] == ["ALL"]
        assert bot["security_opt"] == ["no-new-privileges:true"]
        assert bot["tmpfs"] == ["/tmp", f"/data:uid={UNPRIVILEGED_USER},mode=0700"]
        assert not bot.keys() & {"ports", "privileged", "user", "cap_add", "volumes"}
        assert bot["environment"].keys() <= SETTINGS
        assert (ROOT / "deploy" / bot["env_file"]).resolve() == ROOT / ".env"
        assert (ROOT / "deploy" / bot["build"]).resolve() == ROOT


def test_only_the_proxy_is_reached_from_outside(compose: dict[str, Any]) -> None:
    services, networks = compose["services"], compose["networks"]
    assert {name for name, service in services.items() if "ports" in service} == {"caddy"}
    assert networks["inside"]["internal"] is True
    assert services["postgres"]["networks"] == ["inside"]
    assert services["caddy"]["networks"] == ["outside"]


def test_secrets_of_the_composed_services_are_given(compose: dict[str, Any]) -> None:
    text = (ROOT / "deploy" / "compose.postgres.yaml").read_text("utf-8")
    head = text[: text.index("x-hardened")]
    needed = set(re.findall(r"\$\{(\w+):\?", text))
    assert needed == {"POSTGRES_PASSWORD", "SVODKA_DOMAIN"}
    assert all(f"#   {name}=" in head for name in needed)
    assert not re.search(r"\$\{?\w+\}", text), "a variable without a value has to be an error"


def test_proxy_passes_the_public_paths_to_both_bots(compose: dict[str, Any]) -> None:
    caddyfile = (ROOT / "deploy" / "Caddyfile").read_text("utf-8")
    (paths,) = re.findall(r"@public path (.+)", caddyfile)
    assert {path.removesuffix("*") for path in paths.split()} == PUBLIC_PATHS
    (upstreams,) = re.findall(r"reverse_proxy (.+) \{", caddyfile)
    hosts = {upstream.removesuffix(":8080") for upstream in upstreams.split()}
    assert hosts == {name for name in compose["services"] if name.startswith("svodka-")}
    assert "./Caddyfile:/etc/caddy/Caddyfile:ro" in compose["services"]["caddy"]["volumes"]
