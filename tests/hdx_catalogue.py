"""HDX as the tests serve it: a dataset's entry in the catalogue, and the files that it lists."""

from collections.abc import Mapping

from tests.provider_server import ProviderServer

SHOW = "/data.humdata.org/api/3/action/package_show"


def list_dataset(
    server: ProviderServer, dataset: str, files: Mapping[str, bytes | str], kind: str = "CSV"
) -> None:
    """Serve a dataset with files, each named as its address ends."""
    resources = []
    for name, data in files.items():
        path = f"data.humdata.org/dataset/{dataset}/resource/{name}/download/{name}"
        server.answer(f"/{path}", data)
        known = {"name": name, "format": kind, "last_modified": "2024-01-30T06:00:00"}
        resources.append(known | {"url": f"https://{path}", "download_url": f"https://{path}"})
    entry = {"title": dataset, "license_title": "CC BY-IGO", "resources": resources}
    server.answer(SHOW, {"success": True, "result": entry}, query={"id": dataset})
